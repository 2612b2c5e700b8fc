using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Users;

/// <summary>Invites a user, or creates another link for an existing one; mails the link, or shows it once.</summary>
public sealed partial class InviteDialog
{
    // A click outside must not close the dialog: the link is not shown again.
    public static readonly DialogOptions Options = new()
    {
        MaxWidth = MaxWidth.ExtraSmall,
        FullWidth = true,
        BackdropClick = false,
        CloseOnEscapeKey = true,
    };

    private readonly string _formId = $"invite-{Guid.NewGuid():N}";
    private string _email = "";
    private PortalRole _role = PortalRole.Support;
    private BusinessRecord? _business;
    private bool _isBusy;
    private string? _problem;
    private string? _fault;
    private string? _link;
    private bool _isSent;

    /// <summary>The user who gets a new link; null invites a user.</summary>
    [Parameter]
    public UserRecord? Again { get; set; }

    [CascadingParameter]
    private IMudDialogInstance? Dialog { get; set; }

    [Inject]
    private PeopleService People { get; set; } = null!;

    [Inject]
    private InvitationMail Mail { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private IConfiguration Settings { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private bool CanInvite => !_isBusy && !string.IsNullOrWhiteSpace(_email) && (_role != PortalRole.Business || _business is not null);

    /// <summary>Neither Escape nor a click outside may close the dialog while a link is created or shown.</summary>
    private Task KeepOpenAsync(bool isKept) => Dialog?.SetOptionsAsync(Options with { CloseOnEscapeKey = !isKept }) ?? Task.CompletedTask;

    private async Task InviteAsync()
    {
        // The second click of a double click arrives after the link is shown: it must not create another.
        if (_isBusy || _link is not null)
            return;
        _isBusy = true;
        await KeepOpenAsync(true);
        (_problem, _fault) = (null, null);
        var invited = Again is null
            ? await People.InviteAsync(
                Current.Actor,
                _email,
                _role,
                _role == PortalRole.Business ? _business?.Id : null,
                CancellationToken.None
            )
            : await People.ReinviteAsync(Current.Actor, Again.Id, CancellationToken.None);
        if (invited.Value is { } invitation)
        {
            // The link first: it can be passed on whether or not the mail is sent. The mail never uses this request's Host header.
            (_email, _link) = (invitation.User.Email, PortalLinks.JoinAsReached(Settings, invitation, Navigation.BaseUri));
            _isSent = await Mail.SendAsync(invitation, PortalLinks.Join(Settings, invitation), CancellationToken.None);
        }

        _isBusy = false;
        if (_link is null)
            await KeepOpenAsync(false);
        (_problem, _fault) = invited.Refusal switch
        {
            Refusal.Invalid { Field: "email" } or Refusal.Conflict { Field: "email" } => (invited.Refusal.Message, null),
            { } refusal => (null, refusal.Message),
            null => ((string?)null, (string?)null),
        };
    }
}
