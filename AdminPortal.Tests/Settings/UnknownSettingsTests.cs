using AdminPortal.Settings;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace AdminPortal.Tests.Settings;

/// <summary>The messages about unknown settings, and which ones are ignored.</summary>
public sealed class UnknownSettingsTests
{
    [Theory]
    [InlineData("Retell:ApiKy", "Retell:ApiKy is not a setting; did you mean Retell:ApiKey?")]
    [InlineData("Retel:ApiKey", "Retel:ApiKey is not a setting; did you mean Retell:ApiKey?")]
    [InlineData("Numbers:QuarantineDasy", "Numbers:QuarantineDasy is not a setting; did you mean Numbers:QuarantineDays?")]
    [InlineData("numbers:STRIKT", "numbers:STRIKT is not a setting; did you mean Numbers:Strict?")]
    [InlineData("RateLimit:Enabled", "RateLimit:Enabled is not a setting; did you mean RateLimits:Enabled?")]
    [InlineData("Agents:Simulated:Delay", "Agents:Simulated:Delay is not a setting. Agents has these: Agents:ReconcileSeconds, ")]
    [InlineData("SignUp:Bananas", "SignUp:Bananas is not a setting. SignUp has these: SignUp:Enabled.")]
    [InlineData("ConnectionString:Portal", "ConnectionString:Portal is not a setting; did you mean ConnectionStrings:Portal?")]
    [InlineData("Numbers:Strict:Really", "Numbers:Strict:Really is not a setting. Numbers has these: ")]
    public void Key_Unknown_IsReportedWithTheNearestOne(string key, string line) =>
        Assert.StartsWith(line, Assert.Single(FaultsOf(Configured.Of((key, "x")))), StringComparison.Ordinal);

    [Theory]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("Kestrel:Endpoints:Web:Url")]
    [InlineData("ConnectionStrings:Other")]
    [InlineData("Serilog:MinimumLevel")]
    [InlineData("Main:Id")]
    [InlineData("npm_config:registry")]
    [InlineData("__CFBundleIdentifier")]
    [InlineData("urls")]
    [InlineData("Proxy")]
    [InlineData("MAIL")]
    [InlineData("AGENTS_PORT")]
    [InlineData("PublicUrls")]
    public void Key_OfAnotherComponent_IsIgnored(string key) =>
        // "http://localhost:1" is also a valid address, should the key be read.
        Assert.Empty(FaultsOf(Configured.Of((key, "http://localhost:1"))));

    [Fact]
    public void Key_WithoutASection_IsCheckedInFilesOnly()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("appsettings.json"), """{ "PublicUri": "https://portal.example.com", "Title": "x", "Mail": "" }""");
        var configuration = new ConfigurationBuilder().AddJsonFile(folder.File("appsettings.json")).Build();

        Assert.Equal(["PublicUri is not a setting; did you mean PublicUrl?"], FaultsOf(configuration));
    }

    [Fact]
    public void Faults_AreAllReportedAtOnce_OneLineEach() =>
        Assert.Equal(
            [
                "Setting Database:Provider takes Sqlite or Postgres; it is 'Oracle'.",
                "Setting Numbers:QuarantineDays takes a whole number from 0 to 3650; it is 'two lines'.",
                "Setting Retell:ApiKey takes the API key of the Retell account when Agents:Provider is Retell; it is ''.",
                "Setting Proxy:KnownProxies takes addresses such as 10.0.0.7, with a comma between two; it is 'here'.",
                "Setting Proxy:KnownProxies takes addresses such as 10.0.0.7, with a comma between two; it is 'there'.",
                "Mail:Form is not a setting; did you mean Mail:From?",
            ],
            FaultsOf(
                Configured.Of(
                    ("Database:Provider", "Oracle"),
                    ("Numbers:QuarantineDays", "two\nlines"),
                    ("Agents:Provider", "Retell"),
                    ("Proxy:KnownProxies", "here, 10.0.0.7, there"),
                    ("Mail:Form", "portal@example.com")
                )
            )
        );

    [Fact]
    public void Setting_Empty_CountsAsNotSet()
    {
        var empty = Configured.Of([.. PortalSettings.Keys.Select(key => (key, " "))]);
        Assert.Empty(FaultsOf(empty));
    }

    private static IReadOnlyList<string> FaultsOf(IConfiguration configuration)
    {
        try
        {
            PortalSettings.Read(configuration, AppContext.BaseDirectory);
            return [];
        }
        catch (InvalidSettingException wrong)
        {
            return wrong.Faults;
        }
    }
}
