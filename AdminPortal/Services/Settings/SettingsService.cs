using System.Reflection;
using AdminPortal.Data;
using AdminPortal.Providers.Agents.Retell;
using AdminPortal.Providers.Mail;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Import.Uploads;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Onboarding;
using AdminPortal.Services.People;

namespace AdminPortal.Services.Settings;

/// <summary>One thing that is configured.</summary>
/// <param name="Name">What it is, in words.</param>
/// <param name="Value">How it is set; never a secret.</param>
/// <param name="Key">The setting that decides it; null where none does.</param>
public sealed record SettingRecord(string Name, string Value, string? Key);

/// <summary>Settings that belong together.</summary>
public sealed record SettingGroup(string Name, IReadOnlyList<SettingRecord> Settings);

/// <summary>Tells admins how the portal is configured. It is changed where the portal is started, not here.</summary>
public sealed class SettingsService(
    DatabaseSettings database,
    NumberSettings numbers,
    UploadSettings uploads,
    AgentSettings agents,
    OpenPageSettings pages,
    SignUpSettings signUp,
    PublicAddress publicAddress,
    SmtpSettings? smtp = null,
    RetellSettings? retell = null
)
{
    /// <summary>What is configured. Each value is picked by hand: a connection string, say, would hold a password.</summary>
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
                        publicAddress.Url ?? "Not set: mails name the only allowed host, or where the portal listens",
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
                        "Rest after a release",
                        numbers.QuarantineDays == 1 ? "1 day" : $"{numbers.QuarantineDays} days",
                        "Numbers:QuarantineDays"
                    ),
                    new("Region of numbers without a country code", numbers.DefaultRegion, "Numbers:DefaultRegion"),
                    new("Toll-free numbers only", YesNo(numbers.TollFreeOnly), "Numbers:TollFreeOnly"),
                    new("Reject numbers that no plan has", YesNo(numbers.Strict), "Numbers:Strict"),
                    new(
                        "Hand out numbers with a warning",
                        numbers.Warned == WarnedNumbers.Never ? "Never automatically" : "Last",
                        "Numbers:Warned"
                    ),
                    new(
                        "Warn when fewer are free than",
                        numbers.LowStock.ToString(System.Globalization.CultureInfo.InvariantCulture),
                        "Numbers:LowStock"
                    ),
                    new("Largest file to upload", $"{uploads.MostBytes / 1_000_000:N0} MB", "Uploads:MaxMegabytes"),
                ]
            ),
            new(
                "Agents",
                [
                    new("Provider", retell is null ? "Simulated: no telephone rings" : "Retell AI", "Agents:Provider"),
                    .. retell is null ? [] : OfRetell(retell),
                    new("Set right by itself what was changed at the provider", YesNo(agents.RepairsDrift), "Agents:RepairDrift"),
                    new("Compared with the provider every", Seconds(agents.ReconcileInterval), "Agents:ReconcileSeconds"),
                    new("Longest wait between two attempts", Seconds(agents.MostBackoff), "Agents:MaxBackoffSeconds"),
                ]
            ),
            new(
                "Mail",
                [
                    new("Server", smtp?.Host ?? "None: links are shown to the admin who makes them", "Mail:Smtp:Host"),
                    .. smtp is null ? Array.Empty<SettingRecord>() : [new("Sender", smtp.From.ToString(), "Mail:From")],
                ]
            ),
            new(
                "Signing in",
                [
                    new(
                        "Businesses may sign up by themselves",
                        !signUp.Enabled ? "No, by invitation"
                            : smtp is not null || signUp.IsDevelopment ? "Yes, at /signup"
                            : "Yes, but their addresses cannot be confirmed without a mail server",
                        "SignUp:Enabled"
                    ),
                    new("Shortest password", $"{PasswordRules.LeastLength} characters", null),
                    new(
                        "Open pages of one browser, of one user, and in total",
                        $"{pages.PerSession}, {pages.PerUser}, {pages.Total}",
                        "OpenPages:PerSession, PerUser, Total"
                    ),
                    new(
                        $"Wrong passwords before a lock of {IdentityRegistration.LockoutTime.TotalMinutes:0} minutes",
                        $"{IdentityRegistration.MostWrongTries}",
                        null
                    ),
                    new(
                        "Open pages of an ended session close within",
                        $"{Seconds(SessionService.PageRecheck)}; they can change nothing meanwhile",
                        null
                    ),
                ]
            ),
        ]);
    }

    private static IEnumerable<SettingRecord> OfRetell(RetellSettings retell) =>
        [
            new("Account", "A key is set; it is shown nowhere", "Retell:ApiKey"),
            new("Address", retell.BaseUrl.AbsoluteUri, "Retell:BaseUrl"),
            new(
                "SIP trunk of uploaded numbers",
                retell.TerminationUri ?? "None: uploaded numbers cannot be bound",
                "Retell:TerminationUri"
            ),
            new("Where Retell tells of calls", retell.WebhookUrl?.AbsoluteUri ?? "Nowhere: no calls are shown", "Retell:WebhookUrl"),
        ];

    private static string Seconds(TimeSpan time) => time.TotalSeconds == 1 ? "1 second" : $"{time.TotalSeconds:0} seconds";

    private static string Version =>
        typeof(SettingsService).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "unknown";

    private static string YesNo(bool value) => value ? "Yes" : "No";
}
