namespace AdminPortal.Tests.Browser;

/// <summary>All pages of the portal, for tests that apply to every page.</summary>
internal static class EveryPage
{
    /// <summary>A name for the screenshot, the address, and a text that is visible when the page is ready.</summary>
    public static IReadOnlyList<(string Name, string Address, string Ready)> Of(
        string number,
        Guid businessWithNumber,
        Guid businessWithout
    ) =>
        [
            ("dashboard", "/", ".ap-leaving li"),
            ("inventory", "/admin/phone-inventory", "tbody .ap-phone"),
            ("inventory-filtered", "/admin/phone-inventory?status=quarantined", "tbody .ap-phone"),
            ("inventory-nothing", "/admin/phone-inventory?q=99999999999", ".ap-empty"),
            ("number", $"/admin/phone-inventory/{Uri.EscapeDataString(number)}", ".ap-event-row"),
            ("number-missing", "/admin/phone-inventory/%2B18009999999", ".ap-empty"),
            ("buy", "/admin/phone-inventory/buy", ".ap-buy-search"),
            ("orders", "/admin/orders", ".ap-empty"),
            ("suppliers", "/admin/suppliers", ".ap-suppliers tbody tr"),
            ("upload", "/admin/phone-inventory/upload", ".ap-table tbody tr"),
            ("businesses", "/businesses", ".ap-table tbody a.ap-row-link"),
            ("business", $"/businesses/{businessWithNumber}", ".ap-event-row"),
            ("business-without-number", $"/businesses/{businessWithout}", ".ap-event-row"),
            ("businesses-waiting", "/businesses?waiting=true", ".ap-empty"),
            ("onboard", "/businesses/new", ".ap-onboard"),
            ("agents", "/agents", "tbody a.ap-row-link"),
            ("agents-nothing", "/agents?status=drifted", ".ap-empty"),
            ("calls", "/calls", ".ap-calls tbody tr, .ap-empty"),
            ("activity", "/activity", ".ap-activity tbody tr"),
            ("history", "/history", ".ap-event-row"),
            ("users", "/admin/users", ".ap-table tbody tr"),
            ("api-keys", "/admin/api-keys", ".ap-table tbody tr"),
            ("settings", "/admin/settings", ".ap-table tbody tr"),
            ("account", "/account", ".ap-own .ap-card"),
            ("not-found", "/no-such-page", ".ap-empty"),
        ];

    /// <summary>Pages without a connection: the forms of the user's own account, and messages.</summary>
    public static IReadOnlyList<(string Name, string Address, string Ready)> Forms { get; } =
    [
        ("account-password", "/account/password", "h1"),
        ("account-authenticator", "/account/authenticator", ".ap-qr"),
        ("account-passkey-add", "/account/passkeys/add", "form[data-passkey]"),
        ("account-sessions", "/account/sessions", ".ap-sessions li"),
        ("account-prove", "/account/prove", "form[data-passkey]"),
        ("denied", "/my/start", ".ap-empty"),
        ("account-forgot", "/account/forgot", "h1"),
        ("account-join-spent", "/account/join", "h1"),
    ];
}
