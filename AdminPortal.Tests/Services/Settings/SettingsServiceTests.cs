using System.Globalization;
using AdminPortal.Services;
using AdminPortal.Services.People;
using AdminPortal.Services.Settings;
using AdminPortal.Services.Supply;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Settings;

/// <summary>The settings page shows what the portal does.</summary>
public sealed class SettingsServiceTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Values_AreThoseOfTheSettings()
    {
        var values = await DescribeAsync(
            ("PublicUrl", "https://portal.example.com/"),
            ("Numbers:QuarantineDays", "1"),
            ("Numbers:DefaultRegion", "GB"),
            ("Numbers:TollFreeOnly", "true"),
            ("Numbers:Strict", "true"),
            ("Numbers:Warned", "never"),
            ("Numbers:LowStock", "7"),
            ("Numbers:LowStockByPrefix", "888=2,800=3"),
            ("Uploads:MaxMegabytes", "12"),
            ("Suppliers:Telnyx:ApiKey", "hidden"),
            ("Suppliers:ReconcileSeconds", "31"),
            ("Suppliers:SettleSeconds", "301"),
            ("Suppliers:DriftSeconds", "3601"),
            ("TopUp:Enabled", "true"),
            ("TopUp:Prefixes", "888,877"),
            ("TopUp:Target", "9"),
            ("TopUp:MonthlyLimit", "4"),
            ("TopUp:MaxMonthlyCost", "2.5"),
            ("TopUp:CheckSeconds", "1"),
            ("Agents:RepairDrift", "false"),
            ("Agents:ReconcileSeconds", "61"),
            ("Agents:MaxBackoffSeconds", "31"),
            ("Mail:Smtp:Host", "mail.example.com"),
            ("Mail:From", "Portal <portal@example.com>"),
            ("SignUp:Enabled", "true"),
            ("OpenPages:PerSession", "3"),
            ("OpenPages:PerUser", "4"),
            ("OpenPages:Total", "5")
        );

        Assert.Equal(
            [
                ("PublicUrl", "https://portal.example.com"),
                ("Numbers:QuarantineDays", "1 day"),
                ("Numbers:DefaultRegion", "GB"),
                ("Numbers:TollFreeOnly", "Yes"),
                ("Numbers:Strict", "Yes"),
                ("Numbers:Warned", "Never automatically"),
                ("Numbers:LowStock", "7"),
                ("Numbers:LowStockByPrefix", "888: 2, 800: 3"),
                ("Uploads:MaxMegabytes", "12 MB"),
                ("Suppliers:Default", "telnyx"),
                ("Suppliers:ReconcileSeconds", "31 seconds"),
                ("Suppliers:SettleSeconds", "301 seconds"),
                ("Suppliers:DriftSeconds", "3601 seconds"),
                ("TopUp:Enabled", "Yes"),
                ("TopUp:Supplier", "telnyx"),
                ("TopUp:Prefixes", "888, 877"),
                ("TopUp:Threshold, TopUp:Target", "7, 9"),
                ("TopUp:MonthlyLimit", "4 numbers"),
                ("TopUp:MaxMonthlyCost", "2.5"),
                ("TopUp:CheckSeconds", "1 second"),
                ("Agents:RepairDrift", "No"),
                ("Agents:ReconcileSeconds", "61 seconds"),
                ("Agents:MaxBackoffSeconds", "31 seconds"),
                ("Mail:Smtp:Host", "mail.example.com"),
                ("Mail:From", "\"Portal\" <portal@example.com>"),
                ("SignUp:Enabled", "Yes, at /signup"),
                ("OpenPages:PerSession, PerUser, Total", "3, 4, 5"),
            ],
            values
                .Where(v => v.Key is not (null or "Database:Provider" or "ConnectionStrings:Portal" or "Agents:Provider"))
                .Select(v => (v.Key!, v.Value))
        );
    }

    [Fact]
    public async Task Values_WithoutASetting_AreThoseOfTheCode()
    {
        var values = (await DescribeAsync()).Where(v => v.Key is null).ToDictionary(v => v.Name, v => v.Value);

        Assert.Equal($"{PasswordRules.LeastLength} characters", values["Minimum password length"]);
        Assert.Equal(
            IdentityRegistration.MostWrongTries.ToString(CultureInfo.InvariantCulture),
            values[$"Failed attempts before a {IdentityRegistration.LockoutTime.TotalMinutes}-minute lock"]
        );
        Assert.StartsWith(
            $"{SessionService.PageRecheck.TotalSeconds} seconds",
            values["Session revocation delay"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Keys_AreSettings()
    {
        var keys = (await DescribeAsync()).Select(v => v.Key?.Split(", ")).OfType<string[]>();
        Assert.All(
            keys.SelectMany(names => names.Select(name => name.Contains(':') ? name : names[0][..(names[0].IndexOf(':') + 1)] + name)),
            key => Assert.Contains(key == ":PublicUrl" ? "PublicUrl" : key, PortalSettings.Keys)
        );
    }

    [Fact]
    public async Task Description_NeverContainsASecret()
    {
        await using var portal = await TestPortal.StartAsync(
            TestDatabase.Sqlite,
            cluster,
            null,
            ("Mail:Smtp:Host", "mail.example.com"),
            ("Mail:Smtp:Username", "hidden-user"),
            ("Mail:Smtp:Password", "hidden-mail"),
            ("Mail:From", "portal@example.com"),
            ("Agents:Provider", "Retell"),
            ("Retell:ApiKey", "hidden-key"),
            ("Retell:SipUsername", "hidden-trunk"),
            ("Retell:SipPassword", "hidden-sip"),
            ("Retell:TerminationUri", "trunk.example.com")
        );

        var all = TextOf(portal.Get<SettingsService>());

        Assert.Contains("mail.example.com", all);
        Assert.Contains("trunk.example.com", all);
        Assert.DoesNotContain("hidden", all);
    }

    [Fact]
    public void Database_OnAServer_IsNamedWithoutCredentials()
    {
        var settings = PortalSettings.Read(
            Configured.Of(
                ("Database:Provider", "Postgres"),
                ("ConnectionStrings:Portal", "Host=db.example.com;Port=5432;Database=portal;Username=hidden;Password=hidden")
            ),
            AppContext.BaseDirectory
        );

        var all = TextOf(
            new SettingsService(
                settings.Database,
                settings.Numbers,
                settings.Uploads,
                settings.Agents,
                settings.OpenPages,
                settings.SignUp,
                settings.PublicAddress,
                new SupplierDirectory([], settings.Suppliers.Default),
                settings.Supply,
                settings.TopUp
            )
        );

        Assert.Contains("portal on db.example.com:5432", all);
        Assert.DoesNotContain("hidden", all);
    }

    [Fact]
    public async Task Settings_AreForAdmins()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        Assert.IsType<Refusal.NotAllowed>(portal.Get<SettingsService>().Describe(TestPortal.Support).Refusal);
    }

    private static string TextOf(SettingsService settings) =>
        string.Join('\n', settings.Describe(TestPortal.Admin).Value!.SelectMany(g => g.Settings).Select(s => s.ToString()));

    private async Task<IReadOnlyList<SettingRecord>> DescribeAsync(params (string Key, string Value)[] settings)
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, null, settings);
        return [.. portal.Get<SettingsService>().Describe(TestPortal.Admin).Value!.SelectMany(g => g.Settings)];
    }
}
