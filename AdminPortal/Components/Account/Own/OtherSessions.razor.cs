using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account.Own;

/// <summary>Ends a person's sessions but the one that asks.</summary>
public sealed partial class OtherSessions
{
    private string? _fault;

    [Inject]
    private PeopleService People { get; set; } = null!;

    [Inject]
    private SignInService SignIn { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private async Task EndAsync()
    {
        var ended = await People.SignOutEverywhereAsync(Current.Actor, Current.Actor.Standing?.UserId ?? Guid.Empty, CancellationToken.None);
        _fault = ended.Refusal?.Message;
        if (!ended.IsDone)
            return;
        await SignIn.RenewAsync(Current.Actor, CancellationToken.None);
        Navigation.NavigateTo(DoneOnForm.Address(DoneOnForm.Sessions), forceLoad: true);
    }
}
