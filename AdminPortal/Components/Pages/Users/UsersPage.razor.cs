using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Dialogs;
using AdminPortal.Services;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Users;

/// <summary>User accounts: invitations, roles, locks.</summary>
public sealed partial class UsersPage : IDisposable
{
    private const int PageSize = 50;

    private List<UserRecord>? _users;
    private string? _next;
    private string? _query;
    private string? _problem;
    private IDisposable? _listening;

    [Inject]
    private PeopleService People { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    public void Dispose() => _listening?.Dispose();

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _listening = Changes.Listen(() => InvokeAsync(RefreshAsync), ChangeKind.Users);
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private Task SearchAsync(string? query)
    {
        (_query, _users) = (query, null);
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        // As many as are already shown, so that a change by others removes nothing.
        var query = _query;
        var found = await ReadAsync(null, Math.Clamp(_users?.Count ?? 0, PageSize, Cursor.MaxLimit));
        if (query != _query)
            return;
        _problem = found.Refusal?.Message;
        if (found.Value is { } page)
            (_users, _next) = ([.. page.Items], page.Next);
    }

    private async Task ShowMoreAsync()
    {
        var found = await ReadAsync(_next, PageSize);
        _problem = found.Refusal?.Message;
        if (found.Value is { } page)
        {
            _users!.AddRange(page.Items);
            _next = page.Next;
        }
    }

    private Task<Outcome<Page<UserRecord>>> ReadAsync(string? after, int limit) =>
        People.ListAsync(Current.Actor, _query, after, limit, CancellationToken.None);

    private async Task InviteAsync()
    {
        var dialog = await Dialogs.ShowAsync<InviteDialog>("Invite a user", PortalDialog.Narrow);
        await dialog.Result;
        await LoadAsync();
    }

    private async Task DoAsync((UserRecord User, UserAction Action) asked)
    {
        var (user, action) = asked;
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
                if (
                    await Dialogs.ShowMessageBoxAsync(
                        $"Withdraw the invitation of {user.Email}?",
                        "The link they were sent stops working. You can invite them again.",
                        yesText: "Withdraw invitation",
                        cancelText: "Cancel"
                    ) == true
                )
                    Tell(
                        await People.WithdrawAsync(Current.Actor, user.Id, CancellationToken.None),
                        $"The invitation of {user.Email} is withdrawn"
                    );
                break;
            case UserAction.Remove:
                await WaitAsync<RemoveDialog>($"Remove {user.Email}", new DialogParameters<RemoveDialog> { { d => d.User, user } });
                break;
            case UserAction.Unlock:
                Tell(await People.UnlockAsync(Current.Actor, user.Id, CancellationToken.None), $"{user.Email} can sign in again");
                break;
            case UserAction.SignOut:
                Tell(
                    await People.SignOutEverywhereAsync(Current.Actor, user.Id, CancellationToken.None),
                    $"{user.Email} is signed out everywhere"
                );
                break;
        }

        await LoadAsync();
    }

    private async Task WaitAsync<T>(string title, DialogParameters parameters)
        where T : ComponentBase
    {
        var dialog = await Dialogs.ShowAsync<T>(title, parameters, PortalDialog.Narrow);
        await dialog.Result;
    }

    private void Tell(Outcome<UserRecord> outcome, string done) =>
        Snackbar.Add(outcome.Refusal?.Message ?? done, outcome.IsDone ? Severity.Normal : Severity.Error);
}
