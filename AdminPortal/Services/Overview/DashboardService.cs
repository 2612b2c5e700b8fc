using AdminPortal.Services.Agents;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Supply;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Overview;

/// <summary>A number that will become available, and its last holder.</summary>
public sealed record LeavingNumber(string Number, DateTimeOffset Until, Guid? LastBusinessId, string? LastBusinessName);

/// <summary>The figures of the start page.</summary>
/// <param name="Stock">Numbers by state and prefix.</param>
/// <param name="Supply">How long the available numbers last, and what is on order.</param>
/// <param name="Assignments">Assigned numbers on each of the last 30 days in the viewer's time zone, oldest first.</param>
/// <param name="Leaving">The next numbers to leave quarantine, soonest first.</param>
/// <param name="HasBusinesses">Whether there is any business.</param>
/// <param name="Agents">Agents by state.</param>
/// <param name="Warned">Available numbers that are not assignable: they need a review.</param>
public sealed record DashboardRecord(
    InventorySummary Stock,
    StockRecord Supply,
    IReadOnlyList<DayCount> Assignments,
    IReadOnlyList<LeavingNumber> Leaving,
    bool HasBusinesses,
    AgentCounts Agents,
    long Warned
);

/// <summary>Reads the figures of the start page. For admins, support and viewers.</summary>
public sealed class DashboardService(
    PortalReader reads,
    InventoryService inventory,
    AgentBoardService agents,
    StockService supply,
    AssignmentCounts assignments,
    TimeProvider clock
)
{
    private const int MostLeaving = 6;

    /// <param name="zone">The viewer's time zone, for counting days.</param>
    public async Task<Outcome<DashboardRecord>> ReadAsync(Actor actor, TimeZoneInfo zone, CancellationToken cancel)
    {
        var stock = await inventory.SummaryAsync(actor, cancel);
        if (!stock.IsDone)
            return stock.Refusal;
        var counted = await agents.CountAsync(actor, cancel);
        if (!counted.IsDone)
            return counted.Refusal;
        var supplied = await supply.ReadAsync(actor, cancel);
        if (!supplied.IsDone)
            return supplied.Refusal;
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
                    supplied.Value,
                    DayCount.Last(
                        AssignmentCounts.Days,
                        now,
                        zone,
                        (await assignments.ReadAsync(db, now, cancel)).Select(slot => (slot.At, slot.Count))
                    ),
                    leaving,
                    await db.Businesses.AnyAsync(cancel),
                    counted.Value,
                    await db.Numbers.LongCountAsync(n => n.AvailableSince != null && n.Warning != null, cancel)
                );
            },
            cancel
        );
    }
}
