using AdminPortal.Data;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Overview;

/// <summary>A number that will become available, and its last holder.</summary>
public sealed record LeavingNumber(string Number, DateTimeOffset Until, Guid? LastBusinessId, string? LastBusinessName);

/// <summary>The figures of the start page.</summary>
/// <param name="Assignments">Assigned numbers on each of the last 30 days in the viewer's time zone, oldest first.</param>
/// <param name="Leaving">The next numbers to leave quarantine, soonest first.</param>
/// <param name="HasBusinesses">Whether there is any business.</param>
/// <param name="Waiting">Businesses on the waiting list.</param>
/// <param name="Agents">Agents by state.</param>
/// <param name="Warned">Available numbers that are not assignable: they need a review.</param>
/// <param name="LowStock">The threshold <c>Numbers:LowStock</c>.</param>
public sealed record DashboardRecord(
    InventorySummary Stock,
    IReadOnlyList<DayCount> Assignments,
    IReadOnlyList<LeavingNumber> Leaving,
    bool HasBusinesses,
    long Waiting,
    AgentCounts Agents,
    long Warned,
    int LowStock
)
{
    /// <summary>Average assignments per day.</summary>
    public double Rate => Assignments.Count == 0 ? 0 : Assignments.Sum(d => d.Count) / (double)Assignments.Count;

    /// <summary>Available numbers that a business can use.</summary>
    public long Usable => Math.Max(0, Stock.Total.Available - Warned);

    /// <summary>Whether fewer numbers are usable than the threshold.</summary>
    public bool IsLow => Usable < LowStock;

    /// <summary>Days that the usable numbers last at <see cref="Rate"/>; null without assignments.</summary>
    public double? DaysLeft => Rate > 0 ? Usable / Rate : null;
}

/// <summary>Reads the figures of the start page. For admins and support.</summary>
public sealed class DashboardService(
    PortalReader reads,
    InventoryService inventory,
    AgentBoardService agents,
    NumberSettings settings,
    TimeProvider clock
)
{
    private const int Days = 30;
    private const int MostLeaving = 6;

    /// <summary>The finest step between midnights of two time zones.</summary>
    private static readonly TimeSpan s_slot = TimeSpan.FromMinutes(15);

    /// <summary>How late a commit or another machine's clock may be before a slot counts as complete.</summary>
    private static readonly TimeSpan s_lateness = TimeSpan.FromHours(1);

    /// <summary>Counts of completed slots; replaced as a whole.</summary>
    private volatile Past? _past;

    /// <param name="zone">The viewer's time zone, for counting days.</param>
    public async Task<Outcome<DashboardRecord>> ReadAsync(Actor actor, TimeZoneInfo zone, CancellationToken cancel)
    {
        var stock = await inventory.SummaryAsync(actor, cancel);
        if (!stock.IsDone)
            return stock.Refusal;
        var counted = await agents.CountAsync(actor, cancel);
        if (!counted.IsDone)
            return counted.Refusal;
        return await reads.RunAsync<DashboardRecord>(
            async db =>
            {
                var leaving = await (
                    from n in db.Numbers
                    where n.QuarantinedUntil != null
                    orderby n.QuarantinedUntil
                    join b in db.Businesses on n.ReleasedFrom equals b.Id into lasts
                    from last in lasts.DefaultIfEmpty()
                    select new LeavingNumber(n.Number, n.QuarantinedUntil!.Value, n.ReleasedFrom, last!.Name)
                )
                    .Take(MostLeaving)
                    .ToListAsync(cancel);
                var now = clock.GetUtcNow();
                return new DashboardRecord(
                    stock.Value,
                    DayCount.Last(Days, now, zone, await CountAssignmentsAsync(db, now, cancel)),
                    leaving,
                    await db.Businesses.AnyAsync(cancel),
                    await db.WaitingList.LongCountAsync(cancel),
                    counted.Value,
                    await db.Numbers.LongCountAsync(n => n.AvailableSince != null && n.Warning != null, cancel),
                    settings.LowStock
                );
            },
            cancel
        );
    }

    /// <summary>Numbers assigned in each slot. Reassignments and undone releases are not counted, because they do not use stock.</summary>
    private async Task<IEnumerable<(DateTimeOffset At, long Count)>> CountAssignmentsAsync(
        PortalDbContext db,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var first = await db.AuditEvents.OrderBy(e => e.Id).Select(e => (Guid?)e.Id).FirstOrDefaultAsync(cancel);
        var since = SlotOf(DayCount.Before(Days, now));
        var past = _past is { } known && known.First == first ? known : new Past(first, since, new Dictionary<DateTimeOffset, long>());

        // Ids sort by time, so events since a time are at the end of the primary key: a month of them is read once, then only the last
        // hour's.
        var added = await ReadAsync(past);
        // Sample data adds events in slots that were already counted.
        if (past.Until > since && added.Any(e => e.Action == AuditActions.SampleDataAdded))
            added = await ReadAsync(past = new Past(first, since, new Dictionary<DateTimeOffset, long>()));
        var counts = past.Counts.Where(slot => slot.Key >= since).ToDictionary();
        foreach (var assigned in added.Where(e => e.Action == AuditActions.NumberAssigned))
            counts[SlotOf(assigned.At)] = counts.GetValueOrDefault(SlotOf(assigned.At)) + 1;

        var until = SlotOf(now - s_lateness);
        _past = new Past(first, until, counts.Where(slot => slot.Key < until).ToDictionary());
        return counts.Select(slot => (slot.Key, slot.Value));

        async Task<List<(DateTimeOffset At, string Action)>> ReadAsync(Past known)
        {
            var from = UuidV7.First(known.Until - s_lateness);
            return
            [
                .. (
                    await db
                        .AuditEvents.Where(e => e.Id >= from && e.At >= known.Until)
                        .Where(e => e.Action == AuditActions.NumberAssigned || e.Action == AuditActions.SampleDataAdded)
                        .Select(e => new { e.At, e.Action })
                        .ToListAsync(cancel)
                ).Select(e => (e.At, e.Action)),
            ];
        }
    }

    private static DateTimeOffset SlotOf(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % s_slot.Ticks, TimeSpan.Zero);

    /// <param name="First">The first event at the time of counting.</param>
    /// <param name="Until">Slots before this time are complete and counted.</param>
    private sealed record Past(Guid? First, DateTimeOffset Until, IReadOnlyDictionary<DateTimeOffset, long> Counts);
}
