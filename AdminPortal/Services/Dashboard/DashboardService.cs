using System.Collections.Concurrent;
using AdminPortal.Data;
using AdminPortal.Services.Inventory;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Dashboard;

/// <summary>How many numbers were given to businesses on one day (UTC).</summary>
public sealed record DayCount(DateOnly Day, long Count);

/// <summary>A number that will be free again, and who had it.</summary>
public sealed record LeavingNumber(string Number, DateTimeOffset Until, Guid? LastBusinessId, string? LastBusinessName);

/// <summary>How the portal stands.</summary>
/// <param name="Assignments">The last 30 days, the oldest first, days without any included.</param>
/// <param name="Leaving">The next to leave quarantine, the soonest first.</param>
/// <param name="HasBusinesses">Whether there is any business.</param>
public sealed record DashboardRecord(InventorySummary Stock, IReadOnlyList<DayCount> Assignments, IReadOnlyList<LeavingNumber> Leaving, bool HasBusinesses)
{
    /// <summary>Assignments a day over the days shown.</summary>
    public double Rate => Assignments.Count == 0 ? 0 : Assignments.Sum(d => d.Count) / (double)Assignments.Count;

    /// <summary>Days that the free numbers last at <see cref="Rate"/>; null while nothing is assigned.</summary>
    public int? DaysLeft => Rate > 0 ? (int)Math.Min(Stock.Total.Available / Rate, 9999) : null;
}

/// <summary>Gathers the figures of the start page. For admins and support.</summary>
public sealed class DashboardService(PortalDatabase database, InventoryService inventory, TimeProvider clock)
{
    private const int Days = 30;
    private const int MostLeaving = 6;

    /// <summary>Days that are over do not change any more. Late commits and other clocks are given an hour.</summary>
    private readonly ConcurrentDictionary<DateOnly, long> _past = new();

    public async Task<Outcome<DashboardRecord>> ReadAsync(Actor actor, CancellationToken cancel)
    {
        var stock = await inventory.SummaryAsync(actor, cancel);
        if (!stock.IsDone)
            return stock.Refusal;
        await using var db = database.CreateReadContext();
        var leaving = await (
            from n in db.Numbers
            where n.QuarantinedUntil != null
            orderby n.QuarantinedUntil
            join b in db.Businesses on n.ReleasedFrom equals b.Id into lasts
            from last in lasts.DefaultIfEmpty()
            select new LeavingNumber(n.Number, n.QuarantinedUntil!.Value, n.ReleasedFrom, last!.Name)).Take(MostLeaving).ToListAsync(cancel);
        return new DashboardRecord(stock.Value, await CountDaysAsync(db, cancel), leaving, await db.Businesses.AnyAsync(cancel));
    }

    private async Task<IReadOnlyList<DayCount>> CountDaysAsync(PortalDbContext db, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var days = new List<DayCount>(Days);
        for (var day = today.AddDays(1 - Days); day <= today; day = day.AddDays(1))
        {
            if (!_past.TryGetValue(day, out var count))
            {
                // The ledger's ids sort by time, so a day is a range of its primary key and no row is read.
                var (from, below) = (UuidV7.First(Start(day)), UuidV7.First(Start(day.AddDays(1))));
                count = await db.Assignments.LongCountAsync(a => a.Id >= from && a.Id < below, cancel);
                if (Start(day.AddDays(1)) < now.AddHours(-1))
                    _past[day] = count;
            }

            days.Add(new DayCount(day, count));
        }

        foreach (var old in _past.Keys.Where(d => d < today.AddDays(-Days)))
            _past.TryRemove(old, out _);
        return days;
    }

    private static DateTimeOffset Start(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
