using System.Text.Json;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>A view of the inventory under a name: its address and its columns.</summary>
public sealed record SavedView(string Name, string Address, string? Columns = null)
{
    /// <summary>More would make no menu.</summary>
    public const int Most = 30;

    public const int MostLetters = 40;

    /// <summary>What everybody has.</summary>
    public static readonly IReadOnlyList<SavedView> BuiltIn =
    [
        new("Free toll-free 800", $"{InventoryView.Path}?status=available&prefix=800"),
        new("Leaving quarantine this week", $"{InventoryView.Path}?status=quarantined&leaving=7&sort=time"),
        new("Released last", $"{InventoryView.Path}?status=quarantined&sort=-time"),
        new("With a warning", $"{InventoryView.Path}?warning=yes"),
    ];

    /// <summary>
    /// Reads what a browser kept; what is no such list is passed over, and so is an address that leads elsewhere. Older ones begin with a
    /// slash.
    /// </summary>
    public static IReadOnlyList<SavedView> Parse(string? text)
    {
        try
        {
            var views = text is null ? null : JsonSerializer.Deserialize<List<SavedView>>(text);
            return
            [
                .. (views ?? [])
                    .Where(v => v is { Name.Length: > 0 and <= MostLetters, Address: not null })
                    .Select(v => v.Address is ['/', .. var relative] ? v with { Address = relative } : v)
                    .Where(v => v.Address == InventoryView.Path || v.Address.StartsWith(InventoryView.Path + "?", StringComparison.Ordinal))
                    .Take(Most),
            ];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    public static string Write(IEnumerable<SavedView> views) => JsonSerializer.Serialize(views);
}
