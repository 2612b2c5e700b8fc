using System.Globalization;
using AdminPortal.Settings;

namespace AdminPortal.Services.Supply;

/// <summary>The settings under <c>TopUp</c>: whether and how numbers are bought when the stock is low.</summary>
/// <param name="Supplier">Null for the default one.</param>
/// <param name="Prefixes">Tried in this order; empty for any toll-free prefix.</param>
/// <param name="Threshold">Fewer available than that: order.</param>
/// <param name="Target">Up to so many.</param>
/// <param name="MonthlyLimit">Numbers that may be bought in a calendar month (UTC); 0 while top-up is off and none is set.</param>
/// <param name="MaxMonthlyCost">An offer that costs more a month, or whose price is not told, is passed over; null for any price.</param>
public sealed record TopUpSettings(
    bool Enabled,
    string? Supplier,
    IReadOnlyList<string> Prefixes,
    int Threshold,
    int Target,
    int MonthlyLimit,
    decimal? MaxMonthlyCost,
    TimeSpan CheckInterval
)
{
    /// <param name="lowStock"><c>Numbers:LowStock</c>, the threshold where none is set.</param>
    /// <param name="suppliers">The suppliers that are configured.</param>
    public static TopUpSettings Read(SettingReader reader, int lowStock, IReadOnlyList<string> suppliers)
    {
        var enabled = reader.Flag("TopUp:Enabled", false);
        var threshold = reader.Whole("TopUp:Threshold", lowStock, 0, 100_000);
        var target = reader.Whole("TopUp:Target", threshold, 0, 100_000);
        var limit = reader.Whole("TopUp:MonthlyLimit", 0, 1, 100_000);
        if (enabled && limit == 0)
            reader.Wrong(
                "TopUp:MonthlyLimit",
                "takes how many numbers top-up may buy in a month, 1 or more, when TopUp:Enabled is true",
                null
            );
        if (target < threshold)
            reader.Wrong("TopUp:Target", $"takes at least the threshold, {threshold}", target.ToString(CultureInfo.InvariantCulture));
        return new(
            enabled,
            reader.Parsed(
                "TopUp:Supplier",
                $"takes a supplier that is configured: {string.Join(", ", suppliers)}",
                text => suppliers.FirstOrDefault(s => s.Equals(text, StringComparison.OrdinalIgnoreCase))
            ),
            reader.List(
                "TopUp:Prefixes",
                $"takes toll-free area codes ({string.Join(", ", OfferService.Prefixes)}) with commas between them",
                text => OfferService.Prefixes.FirstOrDefault(p => p == text)
            ),
            threshold,
            target,
            limit,
            reader.Text("TopUp:MaxMonthlyCost") is null
                ? null
                : reader.Parsed(
                    "TopUp:MaxMonthlyCost",
                    0m,
                    "takes a price such as 2.50",
                    text => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cost) ? cost : null
                ),
            TimeSpan.FromSeconds(reader.Whole("TopUp:CheckSeconds", 60, 1, 86_400, "seconds"))
        );
    }
}
