using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Numbers;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>The agent that answers an assigned number, live; empty while nobody holds the number.</summary>
public sealed partial class NumberAgent : IDisposable
{
    private NumberRecord? _shown;
    private BusinessRecord? _business;
    private AgentBoardRow? _agent;
    private IDisposable? _listening;

    [Parameter, EditorRequired]
    public NumberRecord Number { get; set; } = null!;

    [Inject]
    private BusinessService Businesses { get; set; } = null!;

    [Inject]
    private AgentBoardService Board { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    public void Dispose() => _listening?.Dispose();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _listening = Changes.Listen(() => InvokeAsync(RefreshAsync), ChangeKind.Agents);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Number)
            return;
        if (_shown?.AssignedTo != Number.AssignedTo)
            (_business, _agent) = (null, null);
        _shown = Number;
        await LoadAsync();
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        if (Number.AssignedTo is not { } holder)
            return;
        var business = (await Businesses.FindAsync(Current.Actor, holder, CancellationToken.None)).Value;
        var agent = business?.Agent is { } made ? (await Board.FindAsync(Current.Actor, made.Id, CancellationToken.None)).Value?.Row : null;
        if (holder == Number.AssignedTo && business is not null)
            (_business, _agent) = (business, agent);
    }
}
