using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Users;

/// <summary>Invites a user, or creates another link for an existing one; mails the link, or shows it once.</summary>
public sealed partial class InviteDialog
{
    private string _email = "";
    private PortalRole _role = PortalRole.Support;
    private BusinessRecord? _business;
    private string? _problem;
    private string? _link;
    private bool _isSent;

    /// <summary>The user who gets a new link; null invites a user.</summary>
    [Parameter]
    public UserRecord? Again { get; set; }

    /// <summary>The business whose person is invited; null lets role and business be chosen.</summary>
    [Parameter]
    public BusinessRecord? Business { get; set; }

    [Inject]
    private InvitationService Invitations { get; set; } = null!;

    [Inject]
    private InvitationMail Mail { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private IConfiguration Settings { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private bool CanInvite =>
        Again is not null || (!string.IsNullOrWhiteSpace(_email) && (_role != PortalRole.Business || _business is not null));

    protected override void OnInitialized()
    {
        if (Business is not null)
            (_role, _business) = (PortalRole.Business, Business);
    }

    protected override bool IsKeptOpen => _link is not null;

    private async Task InviteAsync()
    {
        _problem = null;
        var invited = Again is null
            ? await Invitations.InviteAsync(
                Current.Actor,
                _email,
                _role,
                _role == PortalRole.Business ? _business?.Id : null,
                CancellationToken.None
            )
            : await Invitations.ReinviteAsync(Current.Actor, Again.Id, CancellationToken.None);
        if (invited.Value is { } invitation)
        {
            // The link first: it can be passed on whether or not the mail is sent. The mail never uses this request's Host header.
            (_email, _link) = (invitation.User.Email, PortalLinks.JoinAsReached(Settings, invitation, Navigation.BaseUri));
            _isSent = await Mail.SendAsync(invitation, PortalLinks.Join(Settings, invitation), CancellationToken.None);
        }

        (_problem, Fault) = invited.Refusal switch
        {
            Refusal.Invalid { Field: "email" } or Refusal.Conflict { Field: "email" } => (invited.Refusal.Message, null),
            { } refusal => (null, refusal.Message),
            null => ((string?)null, (string?)null),
        };
    }
}
