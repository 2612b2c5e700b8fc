using System.Text.Json;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>A saved view of the inventory: its address and columns.</summary>
public sealed record SavedView(string Name, string Address, string? Columns = null)
{
    /// <summary>More do not fit in a menu.</summary>
    public const int Most = 30;

    public const int MostLetters = 40;

    /// <summary>The built-in views.</summary>
    public static readonly IReadOnlyList<SavedView> BuiltIn =
    [
        new("Free toll-free 800", $"{InventoryView.Path}?status=available&prefix=800"),
        new("Leaving quarantine this week", $"{InventoryView.Path}?status=quarantined&leaving=7&sort=time"),
        new("Released last", $"{InventoryView.Path}?status=quarantined&sort=-time"),
        new("With a warning", $"{InventoryView.Path}?warning=yes"),
    ];

    /// <summary>Reads the views stored in a browser; invalid data and addresses of other pages are ignored. Older addresses begin with a
    /// slash.</summary>
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
