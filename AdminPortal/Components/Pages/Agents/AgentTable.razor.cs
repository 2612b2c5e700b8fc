using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Agents;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using MudBlazor;

namespace AdminPortal.Components.Pages.Agents;

/// <summary>The rows of the board, read when they become visible.</summary>
public sealed partial class AgentTable
{
    /// <summary>The height of a row in pixels, as in <c>agents.css</c>.</summary>
    private const float RowHeight = 40;

    private Virtualize<AgentBoardRow>? _rows;
    private AgentFilter? _shown;
    private AgentOrder? _order;
    private int _round;
    private Guid? _picked;
    private bool _opens;
    private MudMenu? _menu;
    private MinuteTimer? _timer;

    [Parameter, EditorRequired]
    public AgentFilter Filter { get; set; } = null!;

    /// <summary>The address of the board with a filter and its order.</summary>
    [Parameter, EditorRequired]
    public Func<AgentFilter, string> AddressOf { get; set; } = _ => "";

    /// <summary>Raised when the matching agents, or the reason why they cannot be listed, have been read.</summary>
    [Parameter]
    public EventCallback<Outcome<AgentOrder>> OnOrder { get; set; }

    [Inject]
    private AgentBoardService Board { get; set; } = null!;

    [Inject]
    private AgentActions Actions { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <summary>Reads the visible rows again; the scroll position stays.</summary>
    public Task RefreshAsync()
    {
        _order = null;
        _round++;
        return _rows?.RefreshDataAsync() ?? Task.CompletedTask;
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Filter)
            return;
        var isFirst = _shown is null;
        _shown = Filter;
        if (!isFirst)
            await RefreshAsync();
    }

    public void Dispose() => _timer?.Dispose();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            _timer = new MinuteTimer(Clock, () => InvokeAsync(StateHasChanged));
        if (!_opens || _menu is null)
            return;
        _opens = false;
        await _menu.OpenMenuAsync(EventArgs.Empty);
    }

    /// <summary>The menu is created only for the row that opens it: one per row would take most of the scrolling time.</summary>
    private void Pick(Guid agent) => (_picked, _opens, _menu) = (agent, true, null);

    // Reads ignore the request's own token: they are short, and their results serve the next request.
    private async ValueTask<ItemsProviderResult<AgentBoardRow>> ReadAsync(ItemsProviderRequest request)
    {
        if (await OrderAsync() is not { } order)
            return new([], 0);
        var ids = order.Ids.Skip(request.StartIndex).Take(Math.Clamp(request.Count, 1, 200)).ToList();
        var rows = await Board.RowsAsync(Current.Actor, ids, CancellationToken.None);
        return new(rows.Value ?? [], order.Ids.Count);
    }

    private async Task<AgentOrder?> OrderAsync()
    {
        while (_order is null)
        {
            var (filter, round) = (Filter, _round);
            var found = await Board.OrderAsync(Current.Actor, filter, CancellationToken.None);

            // A newer request reads again.
            if (round != _round)
                continue;
            _order ??= found.Value;
            await OnOrder.InvokeAsync(found);
            if (!found.IsDone)
                return null;
        }

        return _order;
    }

    private string? Progress(AgentBoardRow row) => AgentWords.Progress(row, Clock.GetUtcNow());
}
