namespace AdminPortal.Services.Supply;

/// <summary>How many numbers can be assigned, and how long they last.</summary>
/// <param name="Available">Without those that carry a warning: no carrier can assign them.</param>
/// <param name="Threshold">The stock is low below it.</param>
/// <param name="OnOrder">Open orders.</param>
/// <param name="Waiting">Businesses that wait for a number.</param>
/// <param name="PerDay">Numbers assigned per day, over the last 30 days.</param>
/// <param name="DaysLeft">How long <paramref name="Available"/> lasts at that rate; null if none is assigned.</param>
public sealed record StockRecord(
    long Available,
    int Threshold,
    bool Low,
    long OnOrder,
    long Waiting,
    double PerDay,
    double? DaysLeft,
    IReadOnlyList<PrefixStockRecord> ByPrefix,
    TopUpRecord TopUp
)
{
    /// <summary>Whether the whole stock is low, or that of a prefix with a threshold of its own.</summary>
    internal bool IsLowAnywhere => Low || ByPrefix.Any(p => p.Low);
}

/// <summary>The same of one prefix.</summary>
/// <param name="Threshold">Null where the prefix has none of its own.</param>
public sealed record PrefixStockRecord(string Prefix, long Available, int? Threshold, bool Low, double PerDay, double? DaysLeft);

/// <summary>What top-up does.</summary>
/// <param name="BoughtThisMonth">Numbers that it bought in this calendar month (UTC).</param>
/// <param name="Open">Its orders that are not settled.</param>
/// <param name="Remaining">What the month's limit leaves.</param>
/// <param name="LastError">Why the last attempt bought nothing; null when it did, or had nothing to buy.</param>
public sealed record TopUpRecord(
    bool Enabled,
    string Supplier,
    int Threshold,
    int Target,
    int MonthlyLimit,
    long BoughtThisMonth,
    long Open,
    long Remaining,
    string? LastError
)
{
    /// <summary>How many it would order now, were it on.</summary>
    internal long WouldOrder { get; init; }
}

/// <summary>The stock of past days, the oldest first.</summary>
public sealed record StockHistory(IReadOnlyList<StockDayRecord> Days);

/// <summary>The stock at the end of a day (UTC), and the numbers bought on it.</summary>
public sealed record StockDayRecord(DateOnly Date, long Available, long Assigned, long Bought);
