using System.Collections.Concurrent;
using AdminPortal.Data;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Inventory;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Dashboard;

/// <summary>A number that will be free again, and who had it.</summary>
public sealed record LeavingNumber(string Number, DateTimeOffset Until, Guid? LastBusinessId, string? LastBusinessName);

/// <summary>How the portal stands.</summary>
/// <param name="Assignments">Numbers given to businesses on each of the last 30 days, the oldest first, days without any included.</param>
/// <param name="Leaving">The next to leave quarantine, the soonest first.</param>
/// <param name="HasBusinesses">Whether there is any business.</param>
/// <param name="Waiting">How many businesses wait for a number.</param>
/// <param name="Agents">How many agents are in each state.</param>
public sealed record DashboardRecord(
    InventorySummary Stock, IReadOnlyList<DayCount> Assignments, IReadOnlyList<LeavingNumber> Leaving, bool HasBusinesses, long Waiting, AgentCounts Agents)
{
    /// <summary>Assignments a day over the days shown.</summary>
    public double Rate => Assignments.Count == 0 ? 0 : Assignments.Sum(d => d.Count) / (double)Assignments.Count;

    /// <summary>Days that the free numbers last at <see cref="Rate"/>; null while nothing is assigned.</summary>
    public int? DaysLeft => Rate > 0 ? (int)Math.Min(Stock.Total.Available / Rate, 9999) : null;
}

/// <summary>Gathers the figures of the start page. For admins and support.</summary>
public sealed class DashboardService(PortalDatabase database, InventoryService inventory, AgentBoardService agents, TimeProvider clock)
{
    private const int Days = 30;
    private const int MostLeaving = 6;

    /// <summary>How late a commit or another machine's clock may be before a day counts as over.</summary>
    private static readonly TimeSpan s_lateness = TimeSpan.FromHours(1);

    /// <summary>Days that are over do not change any more.</summary>
    private readonly ConcurrentDictionary<DateOnly, long> _past = new();

    /// <summary>The first row of the ledger, boxed, as it was when the days were counted.</summary>
    private volatile object? _first;

    public async Task<Outcome<DashboardRecord>> ReadAsync(Actor actor, CancellationToken cancel)
    {
        var stock = await inventory.SummaryAsync(actor, cancel);
        if (!stock.IsDone)
            return stock.Refusal;
        var counted = await agents.CountAsync(actor, cancel);
        if (!counted.IsDone)
            return counted.Refusal;
        await using var db = database.CreateReadContext();
        var leaving = await (
            from n in db.Numbers
            where n.QuarantinedUntil != null
            orderby n.QuarantinedUntil
            join b in db.Businesses on n.ReleasedFrom equals b.Id into lasts
            from last in lasts.DefaultIfEmpty()
            select new LeavingNumber(n.Number, n.QuarantinedUntil!.Value, n.ReleasedFrom, last!.Name)).Take(MostLeaving).ToListAsync(cancel);
        return new DashboardRecord(stock.Value, await CountDaysAsync(db, cancel), leaving, await db.Businesses.AnyAsync(cancel), await db.WaitingList.LongCountAsync(cancel), counted.Value);
    }

    private async Task<IReadOnlyList<DayCount>> CountDaysAsync(PortalDbContext db, CancellationToken cancel)
    {
        // A past that was filled in behind it, such as sample data's, begins with another row.
        var first = await db.Assignments.OrderBy(a => a.Id).Select(a => (Guid?)a.Id).FirstOrDefaultAsync(cancel);
        if (!Equals(first, _first))
            _past.Clear();
        _first = first;

        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var days = Enumerable.Range(0, Days).Select(i => today.AddDays(i + 1 - Days)).ToList();
        var counted = days.Where(_past.ContainsKey).ToDictionary(day => day, day => _past[day]);

        // Ids sort by time, so the rows since a day are the end of the primary key. Once a process reads a month of them, then only today's.
        var since = Start(days.First(day => !counted.ContainsKey(day)));
        var from = UuidV7.First(since - s_lateness);
        await foreach (var at in db.Assignments.Where(a => a.Id >= from && a.HeldFrom >= since).Select(a => a.HeldFrom).AsAsyncEnumerable().WithCancellation(cancel))
        {
            var day = DateOnly.FromDateTime(at.UtcDateTime);
            if (!_past.ContainsKey(day))
                counted[day] = counted.GetValueOrDefault(day) + 1;
        }

        foreach (var day in days.Where(day => Start(day.AddDays(1)) < now - s_lateness))
            _past[day] = counted.GetValueOrDefault(day);
        foreach (var old in _past.Keys.Where(d => d < today.AddDays(-Days)))
            _past.TryRemove(old, out _);
        return [.. days.Select(day => new DayCount(day, counted.GetValueOrDefault(day)))];
    }

    private static DateTimeOffset Start(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
