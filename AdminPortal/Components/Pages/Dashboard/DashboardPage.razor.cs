using System.Globalization;
using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.Dashboard;
using AdminPortal.Services.History;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Dashboard;

/// <summary>How the portal stands: the stock and how long it lasts, what comes back, what happened. Every figure leads to its list.</summary>
public sealed partial class DashboardPage : IDisposable
{
    private const int Events = 8;

    private DashboardRecord? _now;
    private IReadOnlyList<HistoryEntry>? _events;
    private string? _problem;
    private IDisposable? _listening;

    /// <summary>What the server drew first, so that the figures do not blink when the page comes alive.</summary>
    [PersistentState]
    public FirstLook? First { get; set; }

    [Inject]
    private DashboardService Dashboard { get; set; } = null!;

    [Inject]
    private HistoryService History { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    /// <summary>How long the free numbers last, in words.</summary>
    private string? Lasts => _now switch
    {
        null => null,
        { Stock.Total.Available: 0 } => "No number is free",
        { DaysLeft: null } => "Nothing was assigned in 30 days",
        { DaysLeft: 0 } => "The free numbers last less than a day at this rate",
        { DaysLeft: { } days, Rate: var rate } => string.Create(CultureInfo.InvariantCulture,
            $"{rate:0.#} a day; the free numbers last {(days >= 9999 ? "for years" : days == 1 ? "1 day" : $"{days:N0} days")} at this rate"),
    };

    public void Dispose() => _listening?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        if (First is { } first)
        {
            (_now, _events) = (first.Now, first.Events);
            return;
        }

        await LoadAsync();
        First = _now is null ? null : new(_now, _events);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _listening = Changes.Listen(() => InvokeAsync(RefreshAsync), ChangeKind.Numbers, ChangeKind.Businesses, ChangeKind.Imports, ChangeKind.Agents);

        // What changed since the server drew the page for the first time.
        if (First is not null)
            await RefreshAsync();
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    /// <summary>The figures and events that a page is drawn with before it is live.</summary>
    public sealed record FirstLook(DashboardRecord Now, IReadOnlyList<HistoryEntry>? Events);

    private async Task LoadAsync()
    {
        var now = await Read.OffThreadAsync(() => Dashboard.ReadAsync(Current.Actor, CancellationToken.None));
        _problem = now.Refusal?.Message;
        if (!now.IsDone)
            return;
        _now = now.Value;
        var events = await Read.OffThreadAsync(() => History.ListAsync(Current.Actor, new HistoryFilter(), null, Events, CancellationToken.None));
        _problem = events.Refusal?.Message;
        _events = events.Value?.Items ?? _events;
    }
}
