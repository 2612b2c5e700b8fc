using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Supply;

/// <summary>Tells how long the stock of numbers lasts. For admins, support and viewers.</summary>
public sealed class StockService(
    PortalReader reads,
    PortalDatabase database,
    PortalWriter writer,
    NumberSettings numbers,
    TopUpSettings topUp,
    SupplierDirectory suppliers,
    AssignmentCounts assignments,
    TimeProvider clock
)
{
    public const int MaxDays = 366;

    public async Task<Outcome<StockRecord>> ReadAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see the stock");
        return await reads.SnapshotAsync<StockRecord>(
            async db =>
            {
                var now = clock.GetUtcNow();
                var available = await CountAvailableAsync(db, cancel);
                var given = await assignments.ReadAsync(db, now, cancel);
                var perPrefix = given
                    .Where(g => g.At >= now.AddDays(-AssignmentCounts.Days))
                    .GroupBy(g => g.Prefix)
                    .ToDictionary(g => g.Key, g => g.Sum(c => c.Count) / (double)AssignmentCounts.Days);
                var total = available.Values.Sum();
                var rate = perPrefix.Values.Sum();
                var plan = await TopUpPlan.ReadAsync(db, topUp, total, now, cancel);
                return new StockRecord(
                    total,
                    numbers.LowStock,
                    total < numbers.LowStock,
                    plan.OnOrder,
                    plan.Waiting,
                    rate,
                    DaysLeft(total, rate),
                    [
                        .. available
                            .Keys.Union(numbers.LowStockByPrefix.Keys)
                            .Order(StringComparer.Ordinal)
                            .Select(prefix => OfPrefix(prefix, available.GetValueOrDefault(prefix), perPrefix.GetValueOrDefault(prefix))),
                    ],
                    plan.Describe(topUp, topUp.Supplier ?? suppliers.DefaultName)
                );
            },
            cancel
        );
    }

    /// <summary>The stock of the last days that were recorded, today included. A day on which the portal was off is left out.</summary>
    /// <param name="days">1 to <see cref="MaxDays"/>.</param>
    public async Task<Outcome<StockHistory>> HistoryAsync(Actor actor, int days, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see the stock");
        if (days is < 1 or > MaxDays)
            return new Refusal.Invalid("days", $"'days' takes a number from 1 to {MaxDays}.");
        return await reads.SnapshotAsync<StockHistory>(
            async db =>
            {
                var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
                var first = today.AddDays(1 - days);
                var since = new DateTimeOffset(first, TimeOnly.MinValue, TimeSpan.Zero);
                var recorded = await db.StockDays.Where(d => d.Date >= first).ToDictionaryAsync(d => d.Date, cancel);
                var (available, assigned) = await CountAsync(db, cancel);
                recorded[today] = new StockDay
                {
                    Date = today,
                    Available = available,
                    Assigned = assigned,
                };
                var bought = (
                    await db
                        .Orders.Where(o => o.Status == OrderStatus.Fulfilled && o.FinishedAt >= since)
                        .Select(o => o.FinishedAt!.Value)
                        .ToListAsync(cancel)
                )
                    .GroupBy(at => DateOnly.FromDateTime(at.UtcDateTime))
                    .ToDictionary(g => g.Key, g => g.LongCount());
                return new StockHistory([
                    .. recorded
                        .Values.OrderBy(d => d.Date)
                        .Select(d => new StockDayRecord(d.Date, d.Available, d.Assigned, bought.GetValueOrDefault(d.Date))),
                ]);
            },
            cancel
        );
    }

    /// <summary>Records the stock of today, if it changed since it was recorded.</summary>
    internal Task RecordDayAsync(CancellationToken cancel) => RecordDayAsync(database, writer, clock, cancel);

    /// <inheritdoc cref="RecordDayAsync(CancellationToken)"/>
    internal static async Task RecordDayAsync(PortalDatabase database, PortalWriter writer, TimeProvider clock, CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        await using (var db = database.CreateReadContext())
        {
            var now = await CountAsync(db, cancel);
            if (
                await db.StockDays.SingleOrDefaultAsync(d => d.Date == today, cancel) is { } known
                && (known.Available, known.Assigned) == now
            )
                return;
        }

        await writer.RunAsync<bool>(
            Actor.System,
            async write =>
            {
                var day = await write.Db.StockDays.FindAsync([today], cancel);
                if (day is null)
                    write.Db.StockDays.Add(day = new StockDay { Date = today });
                (day.Available, day.Assigned) = await CountAsync(write.Db, cancel);
                return true;
            },
            cancel
        );
    }

    /// <summary>Available numbers of each prefix, without those that carry a warning.</summary>
    internal static async Task<Dictionary<string, long>> CountAvailableAsync(PortalDbContext db, CancellationToken cancel)
    {
        var available = await db
            .NumberCounts.Where(c => c.Status == NumberStatus.Available)
            .GroupBy(c => c.Prefix)
            .Select(g => new { Prefix = g.Key, Count = g.Sum(c => c.Count) })
            .ToDictionaryAsync(c => c.Prefix, c => c.Count, cancel);
        // The first five characters of a North American number are its plus, country code and area code.
        var warned = await db
            .Numbers.Where(n => n.AvailableSince != null && n.Warning != null)
            .GroupBy(n => n.Number.Substring(0, 5))
            .Select(g => new { g.Key, Count = g.LongCount() })
            .ToListAsync(cancel);
        foreach (var group in warned.Where(w => w.Key.StartsWith("+1", StringComparison.Ordinal)))
            if (available.TryGetValue(group.Key[2..], out var count))
                available[group.Key[2..]] = Math.Max(0, count - group.Count);
        return available;
    }

    private static async Task<(long Available, long Assigned)> CountAsync(PortalDbContext db, CancellationToken cancel) =>
        (
            (await CountAvailableAsync(db, cancel)).Values.Sum(),
            await db.NumberCounts.Where(c => c.Status == NumberStatus.Assigned).SumAsync(c => c.Count, cancel)
        );

    private PrefixStockRecord OfPrefix(string prefix, long available, double rate)
    {
        int? threshold = numbers.LowStockByPrefix.TryGetValue(prefix, out var own) ? own : null;
        return new(prefix, available, threshold, available < threshold, rate, DaysLeft(available, rate));
    }

    private static double? DaysLeft(long available, double rate) => rate > 0 ? available / rate : null;
}
