using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Agents;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;

namespace AdminPortal.Components.Pages.Agents;

/// <summary>The rows of the board, read as they come into sight.</summary>
public sealed partial class AgentTable
{
    /// <summary>The height of a row in pixels, as <c>app.css</c> has it.</summary>
    private const float RowHeight = 40;

    private Virtualize<AgentBoardRow>? _rows;
    private AgentFilter? _shown;

    [Parameter, EditorRequired]
    public AgentFilter Filter { get; set; } = null!;

    /// <summary>Told how many agents there are with these filters, whenever rows are read.</summary>
    [Parameter]
    public EventCallback<long> OnTotal { get; set; }

    [Inject]
    private AgentBoardService Board { get; set; } = null!;

    [Inject]
    private AgentActs Acts { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <summary>Reads the rows in sight again; the place in the list stays.</summary>
    public Task RefreshAsync() => _rows?.RefreshDataAsync() ?? Task.CompletedTask;

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Filter)
            return;
        var isFirst = _shown is null;
        _shown = Filter;
        if (!isFirst)
            await RefreshAsync();
    }

    private async ValueTask<ItemsProviderResult<AgentBoardRow>> ReadAsync(ItemsProviderRequest request)
    {
        var (filter, cancel) = (Filter, request.CancellationToken);
        Outcome<AgentBoardSlice> found;
        try
        {
            found = await Read.OffThreadAsync(() => Board.SliceAsync(Current.Actor, filter, request.StartIndex, Math.Clamp(request.Count, 1, 200), cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The list takes only a cancellation with its own token for one; any other is a fault that ends the page.
            throw new OperationCanceledException(cancel);
        }

        if (found.Value is not { } slice)
            return new([], 0);
        await OnTotal.InvokeAsync(slice.Total);
        return new(slice.Items, (int)Math.Min(slice.Total, int.MaxValue));
    }

    private string? Progress(AgentBoardRow row) => AgentWords.Progress(row, Clock.GetUtcNow());
}
