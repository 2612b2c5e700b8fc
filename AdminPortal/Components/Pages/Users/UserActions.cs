using AdminPortal.Components.Shared.Dialogs;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Users;

/// <summary>The actions on users for all pages: asks where something is taken away, performs the action, and shows a message.</summary>
internal sealed class UserActions(
    IDialogService dialogs,
    ISnackbar messages,
    PeopleService people,
    InvitationService invitations,
    CurrentActor current
)
{
    /// <param name="business">The business whose person is invited; null lets the role be chosen.</param>
    public Task InviteAsync(BusinessRecord? business = null) =>
        WaitAsync<InviteDialog>(
            business is null ? "Invite a user" : $"Invite a person of {business.Name}",
            new DialogParameters<InviteDialog> { { d => d.Business, business } }
        );

    public async Task DoAsync(UserRecord user, UserAction action)
    {
        switch (action)
        {
            case UserAction.NewLink:
                await WaitAsync<InviteDialog>($"New link for {user.Email}", new DialogParameters<InviteDialog> { { d => d.Again, user } });
                break;
            case UserAction.ChangeRole:
                await WaitAsync<RoleDialog>($"Role of {user.Email}", new DialogParameters<RoleDialog> { { d => d.User, user } });
                break;
            case UserAction.Lock:
                await WaitAsync<LockDialog>($"Lock {user.Email}", new DialogParameters<LockDialog> { { d => d.User, user } });
                break;
            case UserAction.TakeOffFactor:
                await WaitAsync<FactorDialog>(
                    $"Reset two-factor for {user.Email}",
                    new DialogParameters<FactorDialog> { { d => d.User, user } }
                );
                break;
            case UserAction.Withdraw:
                await WithdrawAsync(user);
                break;
            case UserAction.Remove:
                await WaitAsync<RemoveDialog>($"Remove {user.Email}", new DialogParameters<RemoveDialog> { { d => d.User, user } });
                break;
            case UserAction.Unlock:
                Tell(await people.UnlockAsync(current.Actor, user.Id, CancellationToken.None), $"{user.Email} can sign in again");
                break;
            case UserAction.SignOut:
                Tell(
                    await people.SignOutEverywhereAsync(current.Actor, user.Id, CancellationToken.None),
                    $"{user.Email} is signed out everywhere"
                );
                break;
        }
    }

    private async Task WithdrawAsync(UserRecord user)
    {
        var isSure = await dialogs.ShowMessageBoxAsync(
            $"Withdraw the invitation of {user.Email}?",
            "The link they were sent stops working. You can invite them again.",
            yesText: "Withdraw invitation",
            cancelText: "Cancel"
        );
        if (isSure == true)
            Tell(
                await invitations.WithdrawAsync(current.Actor, user.Id, CancellationToken.None),
                $"The invitation of {user.Email} is withdrawn"
            );
    }

    private async Task WaitAsync<T>(string title, DialogParameters parameters)
        where T : ComponentBase
    {
        var dialog = await dialogs.ShowAsync<T>(title, parameters, PortalDialog.Narrow);
        await dialog.Result;
    }

    private void Tell(Outcome<UserRecord> outcome, string done) =>
        messages.Add(outcome.Refusal?.Message ?? done, outcome.IsDone ? Severity.Normal : Severity.Error);
}
