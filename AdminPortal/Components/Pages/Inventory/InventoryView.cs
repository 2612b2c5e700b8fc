using System.Globalization;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Inventory;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>The view of the inventory, stored in its address, so that it can be shared and saved.</summary>
/// <param name="Leaving">Only numbers whose quarantine ends within so many days.</param>
public sealed record InventoryView(
    NumberStatus? Status = null,
    string? Search = null,
    string? Prefix = null,
    Guid? Business = null,
    bool HasWarning = false,
    int? Leaving = null,
    NumberSort? Sort = null
)
{
    public const string Path = PageUrls.Inventory;

    public static readonly InventoryView All = new();

    /// <summary>The views that everyone has.</summary>
    public static readonly IReadOnlyList<(string Name, string Query)> BuiltIn =
    [
        ("Free 800 numbers", "?status=available&prefix=800"),
        ("Leaving quarantine this week", "?status=quarantined&leaving=7&sort=time"),
        ("Released last", "?status=quarantined&sort=-time"),
        ("With a warning", "?warning=yes"),
    ];

    /// <summary>Whether there is no filter, whatever the sort.</summary>
    public bool IsAll => this with { Sort = null } == All;

    /// <summary>The requested sort if it is possible for these numbers.</summary>
    public NumberSort SortInForce => Sort is { } wanted && wanted.IsPossibleFor(new NumberFilter(Status)) ? wanted : NumberSort.Default;

    /// <summary>The filter at a time, rounded to the hour, so that the same view is the same filter for a while.</summary>
    public NumberFilter FilterAt(DateTimeOffset now)
    {
        var hour = new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerHour, TimeSpan.Zero);
        return new(Status, Search, Prefix, Business, HasWarning, Leaving is { } days ? hour.AddHours(1).AddDays(days) : null);
    }

    /// <summary>Reads the address; unknown values are ignored.</summary>
    public static InventoryView Of(IQueryCollection query) =>
        new(
            Enum.GetValues<NumberStatus>()
                .Where(s => s.ToText().Equals(query["status"], StringComparison.OrdinalIgnoreCase))
                .Select(s => (NumberStatus?)s)
                .FirstOrDefault(),
            Clean(query["q"]),
            Clean(query["prefix"]),
            Guid.TryParse(query["business"], out var business) ? business : null,
            query["warning"] == "yes",
            int.TryParse(query["leaving"], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 3650
                ? days
                : null,
            SortOf(query["sort"])
        );

    /// <summary>The address of this view, or of another address with the same parameters.</summary>
    public string AddressAt(NavigationManager navigation, string path = Path, TimeZoneInfo? zone = null) =>
        navigation.GetUriWithQueryParameters(
            path,
            new Dictionary<string, object?>
            {
                ["status"] = Status?.ToText(),
                ["q"] = Search,
                ["prefix"] = Prefix,
                ["business"] = Business,
                ["warning"] = HasWarning ? "yes" : null,
                ["leaving"] = Leaving,
                ["zone"] = zone?.Id,
                ["sort"] = Sort is null || Sort == NumberSort.Default ? null : (Sort.Descending ? "-" : "") + Sort.By.ToText(),
            }
        );

    private static NumberSort? SortOf(string? text)
    {
        if (text is null)
            return null;
        var isDescending = text.StartsWith('-');
        return EnumTexts.TryParse<NumberSortBy>(text.TrimStart('-'), out var by) ? new(by, isDescending) : null;
    }

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
