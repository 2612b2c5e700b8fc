using AdminPortal.Data;
using AdminPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Supply;

/// <summary>What top-up is to do, from how things stand at one moment.</summary>
/// <param name="OnOrder">All open orders.</param>
/// <param name="Waiting">Businesses that wait for a number.</param>
/// <param name="BoughtThisMonth">Numbers that top-up bought in this calendar month (UTC).</param>
/// <param name="Open">Open orders of top-up.</param>
/// <param name="Remaining">What the month's limit leaves: open orders count against it, failed ones do not.</param>
/// <param name="Failures">Top-up orders that failed in a row, up to now.</param>
/// <param name="LastFailure">When the last of those failed; null when the last order did not.</param>
/// <param name="Wanted">How many to order now; 0 when the stock is not low, or the limit is reached.</param>
internal sealed record TopUpPlan(
    long OnOrder,
    long Waiting,
    long BoughtThisMonth,
    long Open,
    long Remaining,
    int Failures,
    DateTimeOffset? LastFailure,
    long Wanted,
    string? LastError
)
{
    private const int MostFailures = 16;

    /// <summary>So many failures in a row are met with another try at once, as after an outage.</summary>
    private const int PatientFailures = 5;

    /// <summary>
    /// When the next order may be placed: where everything fails, for lack of funds for example, longer and longer apart, up to an hour.
    /// </summary>
    public DateTimeOffset? NotBefore =>
        Failures < PatientFailures
            ? null
            : LastFailure + TimeSpan.FromSeconds(Math.Min(3600, 30 * Math.Pow(2, Failures - PatientFailures)));

    /// <param name="available">Available numbers that a business can use.</param>
    public static async Task<TopUpPlan> ReadAsync(
        PortalDbContext db,
        TopUpSettings settings,
        long available,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var onOrder = await db.Orders.LongCountAsync(o => o.Status == OrderStatus.Intended || o.Status == OrderStatus.Pending, cancel);
        var waiting = await db.WaitingList.LongCountAsync(cancel);
        var month = new DateTimeOffset(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var counts = await db
            .Orders.Where(o => o.Reason == OrderReasons.TopUp && o.CreatedAt >= month && o.Status != OrderStatus.Failed)
            .GroupBy(o => o.Status)
            .Select(g => new { g.Key, Count = g.LongCount() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
        var used = counts.Values.Sum();
        var last = await db
            .Orders.Where(o => o.Reason == OrderReasons.TopUp)
            .OrderByDescending(o => o.Id)
            .Take(MostFailures)
            .Select(o => new
            {
                o.Status,
                o.FinishedAt,
                o.LastError,
            })
            .ToListAsync(cancel);
        var failures = last.TakeWhile(o => o.Status == OrderStatus.Failed).ToList();
        var remaining = Math.Max(0, settings.MonthlyLimit - used);
        var isShort = available + onOrder < settings.Threshold + waiting;
        var gap = settings.Target + waiting - available - onOrder;
        return new TopUpPlan(
            onOrder,
            waiting,
            counts.GetValueOrDefault(OrderStatus.Fulfilled),
            used - counts.GetValueOrDefault(OrderStatus.Fulfilled),
            remaining,
            failures.Count,
            failures.Max(f => f.FinishedAt),
            isShort ? Math.Clamp(gap, 0, remaining) : 0,
            await db.TopUpStates.Select(s => s.LastError).SingleOrDefaultAsync(cancel) ?? failures.FirstOrDefault()?.LastError
        );
    }

    public TopUpRecord Describe(TopUpSettings settings, string supplier) =>
        new(
            settings.Enabled,
            supplier,
            settings.Threshold,
            settings.Target,
            settings.MonthlyLimit,
            BoughtThisMonth,
            Open,
            Remaining,
            LastError
        )
        {
            WouldOrder = Wanted,
        };
}
