using AdminPortal.Settings;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests;

/// <summary>Startup, and its error messages.</summary>
public sealed class PortalStartTests
{
    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("http://127.0.0.1:7001", "--urls", "http://127.0.0.1:7001")]
    [InlineData(null, "--http_ports=7002")]
    [InlineData(null, "--Kestrel:Endpoints:Web:Url=http://127.0.0.1:7003")]
    public void Builder_ListensOnTheDefaultAddressUnlessConfigured(string? urls, params string[] args) =>
        Assert.Equal(urls, PortalHost.CreateBuilder(args).WebHost.GetSetting("urls"));

    [Fact]
    public void Settings_InvalidAddress_NamesTheSetting()
    {
        var settings = PortalHost.CreateBuilder(["--urls", "5081"]).Configuration;
        var wrong = Assert.Throws<InvalidSettingException>(() => PortalSettings.Read(settings, AppContext.BaseDirectory));
        Assert.StartsWith("Setting urls takes addresses such as http://localhost:5080", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_InvalidSetting_StopsWithOneLineThatNamesIt()
    {
        using var folder = new TempFolder();
        await using var portal = new PortalProcess(PortalProcess.Settings("Sqlite", folder.SqliteConnectionString()));

        var result = await portal.RunVerbAsync(["--Numbers:Strict=perhaps"]);

        Assert.Equal(
            (1, "", "Setting Numbers:Strict takes true or false; it is 'perhaps'.\n"),
            (result.ExitCode, result.Output, result.Error)
        );
    }

    [Fact]
    public async Task Start_SeveralFaultsInSettings_NamesThemAll()
    {
        using var folder = new TempFolder();
        var settings = PortalProcess.Settings("Sqlite", folder.SqliteConnectionString());
        settings["Retel:ApiKey"] = "key_1";
        // Not ours: no section, or a section unlike any of ours.
        settings["AGENTS_PORT"] = "tcp://10.0.0.1:80";
        settings["Kestrel:Limits:MaxConcurrentConnections"] = "100";
        await using var portal = new PortalProcess(settings);

        var result = await portal.RunVerbAsync(["--Numbers:Strict=perhaps", "--RateLimits:ApiRequestsPerMinute=0", "--urls", "here"]);

        Assert.Equal(
            (
                1,
                "",
                """
                Setting urls takes addresses such as http://localhost:5080, with a semicolon between two; it is 'here'.
                Setting Numbers:Strict takes true or false; it is 'perhaps'.
                Setting RateLimits:ApiRequestsPerMinute takes a whole number from 1 to 10000000; it is '0'.
                Retel:ApiKey is not a setting; did you mean Retell:ApiKey?

                """
            ),
            (result.ExitCode, result.Output, result.Error)
        );
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("--urls=http://localhost:99999", "Setting urls takes addresses")]
    [InlineData("--urls=https://127.0.0.1:0", "Setting urls has an https address, but there is no certificate")]
    [InlineData("--Logging:LogLevel:Default=Loud", "Setting Logging:LogLevel takes Trace, Debug")]
    [InlineData("--AllowedHosts=https://portal.example.com", "Setting AllowedHosts takes host names")]
    [InlineData("--AllowedHosts=a.example.com,b.example.com", "Setting AllowedHosts takes host names")]
    [InlineData("--AllowedHosts=portal.example.com:8080", "Setting AllowedHosts takes host names")]
    [InlineData("--PublicUrl=https://example.com/portal?x=1", "Setting PublicUrl takes the address")]
    [InlineData("--Numbers:Warned=1", "Setting Numbers:Warned takes Last or Never")]
    [InlineData("--Database:Provider=1", "Setting Database:Provider takes Sqlite or Postgres")]
    public async Task Start_SettingOutOfRange_StopsWithALineThatNamesIt(string argument, string line)
    {
        using var folder = new TempFolder();
        await using var portal = new PortalProcess(PortalProcess.Settings("Sqlite", folder.SqliteConnectionString()));

        var result = await portal.RunVerbAsync([argument]);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith(line, result.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ReadOnlyDatabase_StopsWithOneLine()
    {
        using var folder = TempFolder.WithDatabase();
        await using var portal = new PortalProcess(PortalProcess.Settings("Sqlite", folder.SqliteConnectionString() + ";Mode=ReadOnly"));

        var result = await portal.RunVerbAsync([]);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"The database {folder.File("portal.db")} cannot be used: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Start_AddressInUse_StopsWithOneLine()
    {
        using var folder = TempFolder.WithDatabase();
        await using var portal = new PortalProcess(
            PortalProcess.Settings("Sqlite", folder.SqliteConnectionString()),
            readyPath: "/health/live"
        );
        await portal.StartAsync();

        var second = await portal.RunVerbAsync([]);

        Assert.Equal((1, ""), (second.ExitCode, second.Output));
        Assert.Contains("address already in use. Stop the program that listens there", second.Error, StringComparison.Ordinal);
        Assert.Equal(1, second.Error.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Start_FileIsNotADatabase_StopsWithOneLine()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("portal.db"), new string('x', 5000), TestContext.Current.CancellationToken);
        await using var portal = new PortalProcess(PortalProcess.Settings("Sqlite", folder.SqliteConnectionString()));

        var result = await portal.RunVerbAsync([]);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"The database {folder.File("portal.db")} cannot be used: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(c => c == '\n'));
    }
}
