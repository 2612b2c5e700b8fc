using AdminPortal.Services.Numbers;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>Links to a number, and its source.</summary>
internal static class NumberLinks
{
    /// <summary>The page of one number.</summary>
    public static string To(string number) => $"{InventoryView.Path}/{number}";

    /// <summary>How it was added to the inventory, in a word.</summary>
    public static string? SourceOf(NumberRecord number) =>
        number.Source?.Split(':')[0] switch
        {
            "import" => "Imported",
            "manual" => "Added by hand",
            "order" => "Bought",
            "sample" => "Sample data",
            "supplier" => "Found at the supplier",
            var other => other,
        };
}
