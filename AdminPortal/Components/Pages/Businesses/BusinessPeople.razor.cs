using AdminPortal.Components.Pages.Users;
using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Businesses;

/// <summary>The people of a business who can sign in: invited and managed here. For admins.</summary>
public sealed partial class BusinessPeople : IDisposable
{
    private IReadOnlyList<UserRecord>? _people;
    private string? _problem;
    private BusinessRecord? _shown;
    private IDisposable? _listening;

    [Parameter, EditorRequired]
    public BusinessRecord Business { get; set; } = null!;

    [Inject]
    private PeopleService People { get; set; } = null!;

    [Inject]
    private UserActions Actions { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    public void Dispose() => _listening?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        // Closing the business changes the state of its people.
        if (_shown?.Id != Business.Id || _shown.ClosedAt != Business.ClosedAt)
            await LoadAsync();
        _shown = Business;
    }

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

    private async Task LoadAsync()
    {
        var found = await People.OfBusinessAsync(Current.Actor, Business.Id, CancellationToken.None);
        _problem = found.Refusal?.Message;
        _people = found.Value ?? _people;
    }

    private async Task InviteAsync()
    {
        await Actions.InviteAsync(Business);
        await LoadAsync();
    }

    private async Task DoAsync((UserRecord User, UserAction Action) asked)
    {
        await Actions.DoAsync(asked.User, asked.Action);
        await LoadAsync();
    }
}
