using System.Globalization;
using AdminPortal.Components.Shared;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.History;
using AdminPortal.Services.Overview;
using AdminPortal.Services.Supply;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Dashboard;

/// <summary>The dashboard: stock and how long it lasts, upcoming numbers, recent events. Every figure links to its list.</summary>
public sealed partial class DashboardPage : IDisposable
{
    private const int Events = 8;

    private DashboardRecord? _now;
    private IReadOnlyList<HistoryEntry>? _events;
    private string? _problem;
    private IDisposable? _listening;

    /// <summary>The prerendered figures, so that they do not flicker when the page becomes live.</summary>
    [PersistentState]
    public PrerenderedDashboard? First { get; set; }

    [Inject]
    private DashboardService Dashboard { get; set; } = null!;

    [Inject]
    private HistoryService History { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    /// <summary>Whether there are no numbers, no businesses, or no assignments yet.</summary>
    private bool NeedsFirstSteps =>
        Current.Actor.IsAdmin
        && _now is { } now
        && (now.Stock.Total.Total == 0 || !now.HasBusinesses || now.Stock.Total.Assigned + now.Stock.Total.Quarantined == 0);

    /// <summary>Whether there is nothing to show but the first steps.</summary>
    private bool IsEmpty => NeedsFirstSteps && _now is { HasBusinesses: false, Stock.Total.Total: 0 };

    /// <summary>The rate of assignments, in words.</summary>
    private string? Pace =>
        _now switch
        {
            null => null,
            { Supply.PerDay: 0 } => "None in the last 30 days",
            { Supply.PerDay: < 0.1 } => "Less than 1 every 10 days",
            { Supply.PerDay: var rate } => string.Create(CultureInfo.InvariantCulture, $"{rate:0.#} per day on average"),
        };

    private static string Lasts(StockRecord stock) =>
        stock.DaysLeft switch
        {
            null => "–",
            < 1 => stock.Available == 0 ? "0 days" : "under a day",
            < 14 => Format.Count((long)stock.DaysLeft, "day"),
            < 90 => Format.Count((long)(stock.DaysLeft / 7), "week"),
            < 730 => Format.Count((long)(stock.DaysLeft / 30.4), "month"),
            _ => "over 2 years",
        };

    private static string ListOf(NumberStatus? status) =>
        status is { } state ? $"{PageUrls.Inventory}?status={state.ToText()}" : PageUrls.Inventory;

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
        _listening = Changes.Listen(
            () => InvokeAsync(RefreshAsync),
            ChangeKind.Numbers,
            ChangeKind.Businesses,
            ChangeKind.Imports,
            ChangeKind.Agents,
            ChangeKind.Orders
        );

        // Changes since the page was prerendered, and days in the viewer's zone instead of UTC.
        if ((await Browser.FindZoneAsync()).Id != TimeZoneInfo.Utc.Id || First is not null)
            await RefreshAsync();
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    /// <summary>The data for prerendering a page.</summary>
    public sealed record PrerenderedDashboard(DashboardRecord Now, IReadOnlyList<HistoryEntry>? Events);

    private async Task LoadAsync()
    {
        var now = await Dashboard.ReadAsync(Current.Actor, Browser.Zone, CancellationToken.None);
        _problem = now.Refusal?.Message;
        if (!now.IsDone)
            return;
        _now = now.Value;
        // What people did; what the system and programs did only where there is nothing else.
        var events = await History.ListAsync(Current.Actor, new HistoryFilter(PeopleOnly: true), null, Events, CancellationToken.None);
        if (events.Value is { Items.Count: 0 })
            events = await History.ListAsync(Current.Actor, new HistoryFilter(), null, Events, CancellationToken.None);
        _problem = events.Refusal?.Message;
        _events = events.Value?.Items ?? _events;
    }
}
