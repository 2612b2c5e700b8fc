using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.History;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared;

/// <summary>A record's events, newest first; older ones are loaded on request.</summary>
public sealed partial class Timeline
{
    private const int PageSize = 20;

    private HistoryFilter? _shown;
    private object? _shownVersion;
    private List<HistoryEntry>? _events;
    private string? _next;
    private string? _problem;
    private bool _isBusy;

    /// <summary>The filter of the history.</summary>
    [Parameter, EditorRequired]
    public HistoryFilter Filter { get; set; } = null!;

    /// <summary>The record's version, or the record itself if related names matter: a change reloads the events.</summary>
    [Parameter, EditorRequired]
    public object Version { get; set; } = 0L;

    [Parameter]
    public EventPlace Place { get; set; }

    /// <summary>Shown if there are no events.</summary>
    [Parameter, EditorRequired]
    public RenderFragment Nothing { get; set; } = _ => { };

    [Inject]
    private HistoryService History { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Filter && Equals(_shownVersion, Version))
            return;
        if (_shown != Filter)
            (_events, _next) = (null, null);
        (_shown, _shownVersion) = (Filter, Version);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        // As many as are already shown, so that a change by others removes nothing.
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
        var filter = Filter;
        var found = await History.ListAsync(Current.Actor, filter, after, count, CancellationToken.None);
        _problem = found.Refusal?.Message;
        return filter == Filter ? found.Value : null;
    }
}
