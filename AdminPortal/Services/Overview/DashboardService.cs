using AdminPortal.Data;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Overview;

/// <summary>A number that will be free again, and who had it.</summary>
public sealed record LeavingNumber(string Number, DateTimeOffset Until, Guid? LastBusinessId, string? LastBusinessName);

/// <summary>The figures of the start page.</summary>
/// <param name="Assignments">Numbers handed out on each of the last 30 days of the viewer's, the oldest first.</param>
/// <param name="Leaving">The next to leave quarantine, the soonest first.</param>
/// <param name="HasBusinesses">Whether there is any business.</param>
/// <param name="Waiting">How many businesses wait for a number.</param>
/// <param name="Agents">How many agents are in each state.</param>
/// <param name="Warned">Available numbers that are not assignable: they need a review before anybody gets them.</param>
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
    /// <summary>Assignments a day over the days shown.</summary>
    public double Rate => Assignments.Count == 0 ? 0 : Assignments.Sum(d => d.Count) / (double)Assignments.Count;

    /// <summary>Available numbers that a business can use.</summary>
    public long Usable => Math.Max(0, Stock.Total.Available - Warned);

    /// <summary>Whether fewer numbers are usable than the threshold asks for.</summary>
    public bool IsLow => Usable < LowStock;

    /// <summary>Days that the usable numbers last at <see cref="Rate"/>; null while nothing is assigned.</summary>
    public double? DaysLeft => Rate > 0 ? Usable / Rate : null;
}

/// <summary>Gathers the figures of the start page. For admins and support.</summary>
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

    /// <summary>The finest step between two zones' midnights.</summary>
    private static readonly TimeSpan s_slot = TimeSpan.FromMinutes(15);

    /// <summary>How late a commit or another machine's clock may be before a slot counts as over.</summary>
    private static readonly TimeSpan s_lateness = TimeSpan.FromHours(1);

    /// <summary>What was counted of the time that is over; replaced as a whole.</summary>
    private volatile Past? _past;

    /// <param name="zone">Where the viewer is, whose days are counted.</param>
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

    /// <summary>
    /// How many numbers were handed out in each slot. A reassignment and an undone release are not counted: they take nothing from the
    /// stock.
    /// </summary>
    private async Task<IEnumerable<(DateTimeOffset At, long Count)>> CountAssignmentsAsync(
        PortalDbContext db,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var first = await db.AuditEvents.OrderBy(e => e.Id).Select(e => (Guid?)e.Id).FirstOrDefaultAsync(cancel);
        var since = SlotOf(DayCount.Before(Days, now));
        var past = _past is { } known && known.First == first ? known : new Past(first, since, new Dictionary<DateTimeOffset, long>());

        // Ids sort by time, so the events since a moment are the end of the primary key: a month of them once, then only the last hour's.
        var added = await ReadAsync(past);
        // Sample data writes a past that was counted already.
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

    /// <param name="First">The first event there was when it was counted.</param>
    /// <param name="Until">Slots before this one are over and counted.</param>
    private sealed record Past(Guid? First, DateTimeOffset Until, IReadOnlyDictionary<DateTimeOffset, long> Counts);
}
