using AdminPortal.Data;
using AdminPortal.Data.Records;
using AdminPortal.Services.Inventory;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>What the inventory page shows, as its address says it, so that a view can be sent, saved and gone back to.</summary>
internal sealed record InventoryView(NumberStatus? Status, string? Search, string? Prefix)
{
    public static readonly InventoryView All = new(null, null, null);

    public bool IsAll => this == All;

    public NumberFilter Filter => new(Status, Search, Prefix);

    /// <summary>Reads the address; what it does not know it passes over.</summary>
    public static InventoryView Of(string? status, string? search, string? prefix) => new(
        Enum.GetValues<NumberStatus>().Where(s => s.ToText().Equals(status, StringComparison.OrdinalIgnoreCase)).Select(s => (NumberStatus?)s).FirstOrDefault(),
        Clean(search),
        Clean(prefix));

    /// <summary>The address of this view.</summary>
    public string AddressAt(NavigationManager navigation) => navigation.GetUriWithQueryParameters("/admin/phone-inventory", new Dictionary<string, object?>
    {
        ["status"] = Status?.ToText(),
        ["q"] = Search,
        ["prefix"] = Prefix,
    });

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
