using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Inventory;

/// <summary>Numbers by status.</summary>
public sealed record StockCount(long Available, long Assigned, long Quarantined, long Inactive)
{
    public long Total => Available + Assigned + Quarantined + Inactive;

    internal static StockCount Of(IEnumerable<(NumberStatus Status, long Count)> counts)
    {
        var byStatus = counts.ToLookup(c => c.Status, c => c.Count);
        return new(
            byStatus[NumberStatus.Available].Sum(),
            byStatus[NumberStatus.Assigned].Sum(),
            byStatus[NumberStatus.Quarantined].Sum(),
            byStatus[NumberStatus.Inactive].Sum()
        );
    }
}

/// <summary>The stock of one prefix: an area code such as 800, or a country's calling code such as +44.</summary>
public sealed record PrefixStock(string Prefix, StockCount Counts);

/// <summary>The stock by status, in total and by prefix.</summary>
public sealed record InventorySummary(StockCount Total, IReadOnlyList<PrefixStock> Prefixes)
{
    /// <summary>The numbers of a prefix, or all without one.</summary>
    public StockCount Of(string? prefix) =>
        string.IsNullOrWhiteSpace(prefix) ? Total : Prefixes.FirstOrDefault(p => p.Prefix == prefix.Trim())?.Counts ?? new(0, 0, 0, 0);

    internal static InventorySummary Of(IReadOnlyCollection<NumberCount> counts) =>
        new(
            Sum(counts),
            [
                .. counts
                    .GroupBy(c => c.Prefix)
                    .Select(g => new PrefixStock(g.Key, Sum(g)))
                    .Where(p => p.Counts.Total > 0)
                    .OrderBy(p => p.Prefix, StringComparer.Ordinal),
            ]
        );

    private static StockCount Sum(IEnumerable<NumberCount> counts) => StockCount.Of(counts.Select(c => (c.Status, c.Count)));
}
