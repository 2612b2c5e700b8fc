using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.History;
using AdminPortal.Services.Inventory;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>All that happened to a number, the newest first, as far back as the person asks.</summary>
public sealed partial class NumberTimeline
{
    private const int PageSize = 20;

    private NumberRecord? _shown;
    private List<HistoryEntry>? _events;
    private string? _next;
    private string? _problem;
    private bool _isBusy;

    [Parameter, EditorRequired]
    public NumberRecord Number { get; set; } = null!;

    [Inject]
    private HistoryService History { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Number)
            return;
        if (_shown?.Number != Number.Number)
            (_events, _next) = (null, null);
        _shown = Number;
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        // As many as are shown already, so that a change by others takes nothing away.
        if (await ReadAsync(null, Math.Clamp((_events?.Count ?? 0) + 1, PageSize, 500)) is { } page)
            (_events, _next) = ([.. page.Items], page.Next);
    }

    private async Task ShowOlderAsync()
    {
        _isBusy = true;
        if (await ReadAsync(_next, PageSize) is { } page)
            (_events, _next) = ([.. _events!, .. page.Items], page.Next);
        _isBusy = false;
    }

    private async Task<Page<HistoryEntry>?> ReadAsync(string? after, int count)
    {
        var number = Number.Number;
        var found = await Read.OffThreadAsync(() => History.ListAsync(Current.Actor, new HistoryFilter(Number: number), after, count, CancellationToken.None));
        _problem = found.Refusal?.Message;
        return number == Number.Number ? found.Value : null;
    }
}
