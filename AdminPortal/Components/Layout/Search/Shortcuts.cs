namespace AdminPortal.Components.Layout.Search;

/// <summary>A page that can be gone to by name or by keys.</summary>
/// <param name="Key">Pressed after G; null for none.</param>
internal sealed record PortalPage(string Name, string Address, string Icon, char? Key, string Words);

/// <summary>The pages and the keys of the portal, once: navigation, search and the list of keys are drawn from here.</summary>
internal static class Shortcuts
{
    public static readonly IReadOnlyList<PortalPage> Pages =
    [
        new("Dashboard", "/", MudBlazor.Icons.Material.Outlined.SpaceDashboard, 'd', "start home overview stock"),
        new("Inventory", "/admin/phone-inventory", MudBlazor.Icons.Material.Outlined.Dialpad, 'i', "numbers phone toll-free"),
        new("Upload numbers", "/admin/phone-inventory/upload", MudBlazor.Icons.Material.Outlined.UploadFile, 'u', "import csv file"),
        new("Businesses", "/businesses", MudBlazor.Icons.Material.Outlined.Storefront, 'b', "clients customers"),
        new("History", "/history", MudBlazor.Icons.Material.Outlined.History, 'h', "events audit log past"),
    ];

    /// <summary>What each key does, for the dialog that lists them.</summary>
    public static IEnumerable<(string[] Keys, string Does)> All =>
    [
        (["Ctrl", "K"], "Find a number, a business or a page"),
        (["/"], "The same"),
        (["?"], "Show this list"),
        .. Pages.Where(p => p.Key is not null).Select(p => ((string[])["G", p.Key!.Value.ToString().ToUpperInvariant()], $"Go to {p.Name}")),
        (["↑", "↓"], "Walk through a list"),
        (["Space"], "Select the row"),
        (["Shift", "↑ ↓"], "Select on"),
        (["Enter"], "Open the row"),
        (["Esc"], "Close what is open"),
    ];
}
