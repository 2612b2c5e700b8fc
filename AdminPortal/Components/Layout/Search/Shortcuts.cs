using AdminPortal.Data.Entities;
using AdminPortal.Services;

namespace AdminPortal.Components.Layout.Search;

/// <summary>A page that can be opened by name or by keys.</summary>
/// <param name="Key">Pressed after G; null for none.</param>
/// <param name="For">The roles that may open it.</param>
/// <param name="IsInMenu">Whether it is in the navigation; others are linked from another page.</param>
internal sealed record PortalPage(
    string Name,
    string Address,
    string Icon,
    char? Key,
    string Words,
    PortalRole[] For,
    bool IsInMenu = true
);

/// <summary>The pages and shortcuts of the portal, shared by navigation, search and the list of shortcuts.</summary>
internal static class Shortcuts
{
    private static readonly PortalRole[] s_everybody = Enum.GetValues<PortalRole>();
    private static readonly PortalRole[] s_viewers = [PortalRole.Admin, PortalRole.Support, PortalRole.Viewer];
    private static readonly PortalRole[] s_admins = [PortalRole.Admin];

    /// <summary>The address of the start page; like all addresses in pages it is relative to the document's base.</summary>
    public const string StartPage = "./";

    private static readonly PortalPage[] s_pages =
    [
        new("Dashboard", StartPage, MudBlazor.Icons.Material.Outlined.SpaceDashboard, 'd', "start home overview stock", s_viewers),
        new("Inventory", PageUrls.Inventory, MudBlazor.Icons.Material.Outlined.Dialpad, 'i', "numbers phone toll-free", s_viewers),
        new(
            "Upload numbers",
            PageUrls.Upload,
            MudBlazor.Icons.Material.Outlined.UploadFile,
            'u',
            "import csv file",
            s_admins,
            IsInMenu: false
        ),
        new(
            "Buy numbers",
            PageUrls.Buy,
            MudBlazor.Icons.Material.Outlined.AddShoppingCart,
            'n',
            "order purchase supplier twilio telnyx vanity",
            s_admins,
            IsInMenu: false
        ),
        new("Orders", PageUrls.Orders, MudBlazor.Icons.Material.Outlined.ShoppingCart, 'r', "bought purchases pending supplier", s_viewers),
        new(
            "Suppliers",
            PageUrls.Suppliers,
            MudBlazor.Icons.Material.Outlined.CompareArrows,
            null,
            "drift compare account twilio telnyx",
            s_viewers,
            IsInMenu: false
        ),
        new("Businesses", PageUrls.Businesses, MudBlazor.Icons.Material.Outlined.Storefront, 'b', "clients customers", s_viewers),
        new("Agents", PageUrls.Agents, MudBlazor.Icons.Material.Outlined.SupportAgent, 'v', "voice ai retell status board", s_viewers),
        new(
            "Onboard a business",
            PageUrls.Onboard,
            MudBlazor.Icons.Material.Outlined.AddBusiness,
            'o',
            "add new client sign up agent",
            s_admins,
            IsInMenu: false
        ),
        new("Calls", PageUrls.Calls, MudBlazor.Icons.Material.Outlined.PhoneCallback, 'c', "answered callers log phone", s_viewers),
        new(
            "Activity",
            PageUrls.Activity,
            MudBlazor.Icons.Material.Outlined.PendingActions,
            't',
            "imports bulk changes jobs progress undo tasks",
            s_viewers
        ),
        new("History", PageUrls.History, MudBlazor.Icons.Material.Outlined.History, 'h', "events audit log past", s_viewers),
        new("Users", PageUrls.Users, MudBlazor.Icons.Material.Outlined.People, 'p', "people invite roles lock support", s_admins),
        new("API keys", PageUrls.ApiKeys, MudBlazor.Icons.Material.Outlined.VpnKey, 'k', "integration token", s_admins),
        new("Settings", PageUrls.Settings, MudBlazor.Icons.Material.Outlined.Tune, 's', "configuration database mail", s_admins),
        new("My number", PageUrls.My, MudBlazor.Icons.Material.Outlined.Call, null, "business phone agent", [PortalRole.Business]),
        new(
            "Account",
            "account",
            MudBlazor.Icons.Material.Outlined.ManageAccounts,
            'a',
            "password passkey authenticator sessions",
            s_everybody,
            IsInMenu: false
        ),
    ];

    /// <summary>The pages that an actor may open; none without a sign-in.</summary>
    public static IEnumerable<PortalPage> PagesOf(Actor actor) =>
        actor == Actor.Nobody ? [] : s_pages.Where(p => p.For.Contains(actor.Role));

    /// <summary>What each key does, for the list of shortcuts.</summary>
    public static IEnumerable<(string[] Keys, string Does)> KeysOf(Actor actor) =>
        [
            .. actor.MaySeeAll ? s_search : [],
            (["?"], "Show keyboard shortcuts"),
            .. PagesOf(actor)
                .Where(p => p.Key is not null)
                .Select(p => ((string[])["G", p.Key!.Value.ToString().ToUpperInvariant()], $"Go to {p.Name}")),
            .. actor.MaySeeAll ? s_list : [],
            (["Esc"], "Close"),
        ];

    private static readonly (string[] Keys, string Does)[] s_search =
    [
        (["Ctrl", "K"], "Search numbers, businesses and pages"),
        (["/"], "Search"),
    ];

    private static readonly (string[] Keys, string Does)[] s_list =
    [
        (["↑", "↓"], "Move in a list"),
        (["Page ↑", "Page ↓"], "Move by a page"),
        (["Home", "End"], "Go to the first or last row"),
        (["Space"], "Select the row"),
        (["Shift", "↑ ↓"], "Extend the selection"),
        (["Ctrl", "A"], "Select all rows"),
        (["Enter"], "Open the row"),
        (["U"], "Undo, while the message offers it"),
    ];
}
