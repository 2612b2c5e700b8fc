using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.History;
using AdminPortal.Services.Onboarding;
using AdminPortal.Services.Provisioning;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.My;

/// <summary>A business's own page: its number, its agent, its history.</summary>
public sealed partial class MyPage : IDisposable
{
    private BusinessRecord? _business;
    private IReadOnlyList<HistoryEntry>? _events;
    private Refusal.NoneAvailable? _none;
    private WaitingListPosition? _place;
    private string? _problem;
    private bool _isAsking;
    private AgentDetails? _agent;
    private IDisposable? _listening;

    [Inject]
    private BusinessService Businesses { get; set; } = null!;

    [Inject]
    private HistoryService History { get; set; } = null!;

    [Inject]
    private ProvisioningService Provisioning { get; set; } = null!;

    [Inject]
    private AgentBoardService Agents { get; set; } = null!;

    [Inject]
    private WaitingListService Waiting { get; set; } = null!;

    [Inject]
    private SignUpSettings SignUp { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    public void Dispose() => _listening?.Dispose();

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _listening = Changes.Listen(() => InvokeAsync(RefreshAsync), ChangeKind.Businesses, ChangeKind.Numbers, ChangeKind.Agents);
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        var own = await Businesses.FindOwnAsync(Current.Actor, CancellationToken.None);
        _problem = own.Refusal?.Message;
        if (own.Value is not { } business)
            return;
        if (business.PhoneNumber is not null)
            _none = null;
        _place = business.Waitlisted ? (await Waiting.PlaceAsync(Current.Actor, business.Id, CancellationToken.None)).Value : null;
        _agent = business.Agent is { } agent
            ? (await Agents.FindAsync(Current.Actor, agent.Id, CancellationToken.None)).Value ?? _agent
            : null;
        _business = business;
        var past = await History.OfBusinessAsync(Current.Actor, business.Id, CancellationToken.None);
        _events = past.Value?.Events ?? _events;
    }

    private async Task AskAsync(bool wait)
    {
        _isAsking = true;
        var given = await Provisioning.ProvisionAsync(Current.Actor, null, wait, CancellationToken.None);
        _isAsking = false;
        await LoadAsync();
        _none = given.Refusal as Refusal.NoneAvailable;
        if (given.Refusal is { } refusal && _none is null)
            _problem = refusal.Message;
    }

    private async Task LeaveAsync()
    {
        _isAsking = true;
        var left = await Waiting.LeaveAsync(Current.Actor, _business!.Id, CancellationToken.None);
        _isAsking = false;
        await LoadAsync();

        // If it has just been assigned a number, it is off the list and the page shows the number.
        if (left.Refusal is { } refusal and not Refusal.InvalidTransition)
            _problem = refusal.Message;
    }

    private async Task CopyAsync()
    {
        var isCopied = await Browser.CopyAsync(_business!.PhoneNumber!);
        Snackbar.Add(isCopied ? "Copied" : "Your browser blocked copying. Select the number and copy it manually.");
    }
}
