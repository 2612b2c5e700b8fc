using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Inventory;

/// <summary>Numbers by status.</summary>
public sealed record StockCount(long Available, long Assigned, long Quarantined, long Inactive)
{
    public long Total => Available + Assigned + Quarantined + Inactive;
}

/// <summary>The stock of one prefix: an area code such as 800, or a country's calling code such as +44.</summary>
public sealed record PrefixStock(string Prefix, StockCount Counts);

/// <summary>The stock by status, in total and by prefix.</summary>
public sealed record InventorySummary(StockCount Total, IReadOnlyList<PrefixStock> Prefixes)
{
    internal static InventorySummary Of(IReadOnlyCollection<NumberCount> counts) =>
        new(
            Sum(counts),
            [
                .. counts
                    .GroupBy(c => c.Prefix)
                    .Select(g => new PrefixStock(g.Key, Sum([.. g])))
                    .Where(p => p.Counts.Total > 0)
                    .OrderBy(p => p.Prefix, StringComparer.Ordinal),
            ]
        );

    private static StockCount Sum(IReadOnlyCollection<NumberCount> counts)
    {
        return new(Of(NumberStatus.Available), Of(NumberStatus.Assigned), Of(NumberStatus.Quarantined), Of(NumberStatus.Inactive));

        long Of(NumberStatus status) => counts.Where(c => c.Status == status).Sum(c => c.Count);
    }
}
