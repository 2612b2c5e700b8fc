using AdminPortal.Components.Shared;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account.Own;

/// <summary>Lists the user's sessions, and ends one or all others.</summary>
public sealed partial class Sessions
{
    private IReadOnlyList<SessionRecord>? _sessions;
    private string? _fault;

    [SupplyParameterFromForm(FormName = "end")]
    private EndForm? End { get; set; }

    [Inject]
    private SessionService Service { get; set; } = null!;

    [Inject]
    private PeopleService People { get; set; } = null!;

    [Inject]
    private SignInService SignIn { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        var found = await Service.ListAsync(Current.Actor, CancellationToken.None);
        (_sessions, _fault) = (found.Value, found.Refusal?.Message);
    }

    private async Task EndAsync()
    {
        var ended = await Service.EndAsync(Current.Actor, Guid.TryParse(End?.Id, out var id) ? id : Guid.Empty, CancellationToken.None);
        _fault = ended.Refusal?.Message;
        RecentSignInRequirement.LeadOn(Navigation, ended.Refusal);
        if (ended.IsDone)
            Navigation.NavigateTo("account/sessions", forceLoad: true);
    }

    private async Task EndOthersAsync()
    {
        var ended = await People.SignOutEverywhereAsync(
            Current.Actor,
            Current.Actor.SessionIdentity?.UserId ?? Guid.Empty,
            CancellationToken.None
        );
        _fault = ended.Refusal?.Message;
        RecentSignInRequirement.LeadOn(Navigation, ended.Refusal);
        if (!ended.IsDone)
            return;
        await SignIn.RenewAsync(Current.Actor, CancellationToken.None);
        Navigation.NavigateTo(FormResultMessages.Address(FormResultMessages.Sessions), forceLoad: true);
    }

    // moments.js shows it in the viewer's time zone and language.
    private static string When(DateTimeOffset at) => Format.Moment(at, TimeZoneInfo.Utc);

    private static string HowWords(string how) =>
        how switch
        {
            "pwd" => "Signed in with password",
            "mfa" => "Signed in with password and code",
            "hwk" => "Signed in with a passkey",
            _ => "Signed in with a link",
        };

    internal sealed class EndForm
    {
        public string? Id { get; set; }
    }
}
