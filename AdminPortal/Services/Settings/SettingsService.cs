using System.Reflection;
using AdminPortal.Data;
using AdminPortal.Providers.Agents.Retell;
using AdminPortal.Providers.Mail;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Import.Uploads;
using AdminPortal.Services.Onboarding;
using AdminPortal.Services.People;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Supply;

namespace AdminPortal.Services.Settings;

/// <summary>One setting.</summary>
/// <param name="Name">Its name for display.</param>
/// <param name="Value">Its value; never a secret.</param>
/// <param name="Key">The settings key; null without one.</param>
public sealed record SettingRecord(string Name, string Value, string? Key);

/// <summary>A group of settings.</summary>
public sealed record SettingGroup(string Name, IReadOnlyList<SettingRecord> Settings);

/// <summary>Shows admins the configuration. It cannot be changed here.</summary>
public sealed class SettingsService(
    DatabaseSettings database,
    NumberSettings numbers,
    UploadSettings uploads,
    AgentSettings agents,
    OpenPageSettings pages,
    SignUpSettings signUp,
    PublicAddress publicAddress,
    SupplierDirectory suppliers,
    SupplySettings supply,
    TopUpSettings topUp,
    SmtpSettings? smtp = null,
    RetellSettings? retell = null
)
{
    /// <summary>The configuration. Each value is chosen explicitly, because some, such as a connection string, contain passwords.</summary>
    public Outcome<IReadOnlyList<SettingGroup>> Describe(Actor actor)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("see the settings");
        return Outcome.Done<IReadOnlyList<SettingGroup>>([
            new(
                "Portal",
                [
                    new("Version", Version, null),
                    new(
                        "Address in links",
                        publicAddress.Url ?? "Not set: links use the only allowed host, or the address the portal listens on",
                        "PublicUrl"
                    ),
                ]
            ),
            new(
                "Database",
                [
                    new("Kind", database.IsSqlite ? "SQLite, embedded" : "PostgreSQL", "Database:Provider"),
                    new(
                        database.IsSqlite ? "File" : "Server",
                        database.SqliteFile ?? PostgresPlace.Of(database),
                        "ConnectionStrings:Portal"
                    ),
                ]
            ),
            new(
                "Numbers",
                [
                    new(
                        "Quarantine after a release",
                        numbers.QuarantineDays == 1 ? "1 day" : $"{numbers.QuarantineDays} days",
                        "Numbers:QuarantineDays"
                    ),
                    new("Region for numbers without country code", numbers.DefaultRegion, "Numbers:DefaultRegion"),
                    new("Toll-free numbers only", YesNo(numbers.TollFreeOnly), "Numbers:TollFreeOnly"),
                    new("Reject unassignable numbers", YesNo(numbers.Strict), "Numbers:Strict"),
                    new(
                        "Assign numbers with a warning",
                        numbers.Warned == WarnedNumbers.Never ? "Never automatically" : "Last",
                        "Numbers:Warned"
                    ),
                    new(
                        "Low-stock threshold",
                        numbers.LowStock.ToString(System.Globalization.CultureInfo.InvariantCulture),
                        "Numbers:LowStock"
                    ),
                    new(
                        "Low-stock thresholds of prefixes",
                        numbers.LowStockByPrefix.Count == 0
                            ? "None"
                            : string.Join(", ", numbers.LowStockByPrefix.Select(p => $"{p.Key}: {p.Value}")),
                        "Numbers:LowStockByPrefix"
                    ),
                    new("Largest file to upload", $"{uploads.MostBytes / 1_000_000:N0} MB", "Uploads:MaxMegabytes"),
                ]
            ),
            new(
                "Suppliers",
                [
                    new("Default supplier", suppliers.DefaultName, "Suppliers:Default"),
                    new("Configured", string.Join(", ", suppliers.All.Select(s => s.Name)), null),
                    new("Check of open orders", Seconds(supply.ReconcileInterval), "Suppliers:ReconcileSeconds"),
                    new("Wait for a lost answer", Seconds(supply.Settle), "Suppliers:SettleSeconds"),
                    new("Comparison with the inventory", Seconds(supply.DriftInterval), "Suppliers:DriftSeconds"),
                ]
            ),
            new(
                "Top-up",
                [
                    new("Buy automatically when the stock is low", YesNo(topUp.Enabled), "TopUp:Enabled"),
                    new("Supplier", topUp.Supplier ?? suppliers.DefaultName, "TopUp:Supplier"),
                    new("Prefixes", topUp.Prefixes.Count == 0 ? "Any toll-free" : string.Join(", ", topUp.Prefixes), "TopUp:Prefixes"),
                    new("Threshold and target", $"{topUp.Threshold}, {topUp.Target}", "TopUp:Threshold, TopUp:Target"),
                    new("Monthly limit", topUp.MonthlyLimit == 0 ? "Not set" : $"{topUp.MonthlyLimit} numbers", "TopUp:MonthlyLimit"),
                    new(
                        "Highest monthly cost of a number",
                        topUp.MaxMonthlyCost?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "Any",
                        "TopUp:MaxMonthlyCost"
                    ),
                    new("Check interval", Seconds(topUp.CheckInterval), "TopUp:CheckSeconds"),
                ]
            ),
            new(
                "Agents",
                [
                    new("Provider", retell is null ? "Simulated: no real calls" : "Retell AI", "Agents:Provider"),
                    .. retell is null ? [] : OfRetell(retell),
                    new("Repair changes made at the provider automatically", YesNo(agents.RepairsDrift), "Agents:RepairDrift"),
                    new("Sync check interval", Seconds(agents.ReconcileInterval), "Agents:ReconcileSeconds"),
                    new("Longest retry delay", Seconds(agents.MostBackoff), "Agents:MaxBackoffSeconds"),
                ]
            ),
            new(
                "Mail",
                [
                    new("Server", smtp?.Host ?? "Not configured: invitation links are shown to the admin", "Mail:Smtp:Host"),
                    .. smtp is null ? Array.Empty<SettingRecord>() : [new("Sender", smtp.From.ToString(), "Mail:From")],
                ]
            ),
            new(
                "Sign-in",
                [
                    new(
                        "Self-service sign-up",
                        !signUp.Enabled ? "Off, by invitation only"
                            : smtp is not null || signUp.IsDevelopment ? "Yes, at /signup"
                            : "On, but addresses cannot be confirmed without a mail server",
                        "SignUp:Enabled"
                    ),
                    new("Minimum password length", $"{PasswordRules.LeastLength} characters", null),
                    new(
                        "Open page limits (per browser, per user, total)",
                        $"{pages.PerSession}, {pages.PerUser}, {pages.Total}",
                        "OpenPages:PerSession, PerUser, Total"
                    ),
                    new(
                        $"Failed attempts before a {IdentityRegistration.LockoutTime.TotalMinutes:0}-minute lock",
                        $"{IdentityRegistration.MostWrongTries}",
                        null
                    ),
                    new(
                        "Session revocation delay",
                        $"{Seconds(SessionService.PageRecheck)} for open pages; changes are refused immediately",
                        null
                    ),
                ]
            ),
        ]);
    }

    private static IEnumerable<SettingRecord> OfRetell(RetellSettings retell) =>
        [
            new("Account", "API key set (never shown)", "Retell:ApiKey"),
            new("Address", retell.BaseUrl.AbsoluteUri, "Retell:BaseUrl"),
            new(
                "SIP trunk for uploaded numbers",
                retell.TerminationUri ?? "None: uploaded numbers cannot be bound",
                "Retell:TerminationUri"
            ),
            new("Retell webhook URL", retell.WebhookUrl?.AbsoluteUri ?? "Not set: no calls are shown", "Retell:WebhookUrl"),
        ];

    private static string Seconds(TimeSpan time) => time.TotalSeconds == 1 ? "1 second" : $"{time.TotalSeconds:0} seconds";

    private static string Version =>
        typeof(SettingsService).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "unknown";

    private static string YesNo(bool value) => value ? "Yes" : "No";
}
