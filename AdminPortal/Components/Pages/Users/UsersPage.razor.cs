using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

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
    private UserActions Actions { get; set; } = null!;

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
        await Actions.InviteAsync();
        await LoadAsync();
    }

    private async Task DoAsync((UserRecord User, UserAction Action) asked)
    {
        await Actions.DoAsync(asked.User, asked.Action);
        await LoadAsync();
    }
}
