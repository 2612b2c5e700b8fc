using System.Globalization;
using AdminPortal.Services.Supply;

namespace AdminPortal.Components.Pages.Supply;

/// <summary>Suppliers and prices as pages show them.</summary>
internal static class SupplyWords
{
    /// <summary>Such as "Twilio"; begins a sentence.</summary>
    public static string Supplier(string name) =>
        name == SupplierDirectory.Simulated ? "Simulated supplier" : SupplierDirectory.Shown(name);

    /// <summary>Such as "2.15 USD"; says so where there is none.</summary>
    public static string Price(decimal? cost, string? currency) =>
        cost switch
        {
            null => "Not told",
            0 => "None",
            { } amount => string.Create(CultureInfo.InvariantCulture, $"{amount:#,0.00##} {currency}"),
        };

    /// <summary>What a basket costs, such as "6.45 USD per month, plus 1.00 USD once".</summary>
    public static string TotalPerMonth(IReadOnlyList<OfferRecord> offers)
    {
        if (offers.Any(o => o.MonthlyCost is null))
            return "Price not told by the supplier";
        var (currency, upfront) = (offers[0].Currency, offers.Sum(o => o.UpfrontCost ?? 0));
        return $"{Price(offers.Sum(o => o.MonthlyCost!.Value), currency)} per month"
            + (upfront > 0 ? $", plus {Price(upfront, currency)} once" : "");
    }
}
