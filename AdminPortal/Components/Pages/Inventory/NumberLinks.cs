using AdminPortal.Services.Numbers;
using AdminPortal.Services.Numbers.Parsing;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>How a number is written and reached in the pages.</summary>
internal static class NumberLinks
{
    /// <summary>The page of one number.</summary>
    public static string To(string number) => $"{InventoryView.Path}/{number}";

    /// <summary>As people write it.</summary>
    public static string Display(string number) => E164.TryParseExact(number, out var e164) ? e164.Display : number;

    /// <summary>How it came into the inventory, in a word.</summary>
    public static string? SourceOf(NumberRecord number) =>
        number.Source?.Split(':')[0] switch
        {
            "import" => "Imported",
            "manual" => "Added by hand",
            "order" => "Bought",
            "sample" => "Sample data",
            var other => other,
        };
}
