using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Cli;

/// <summary>On PostgreSQL nothing is migrated automatically, and missing migrations are reported.</summary>
public sealed class PostgresCommandLineTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verbs_NotMigrated_NameTheCommand_AndWorkAfterIt()
    {
        await using var portal = new PortalProcess(PortalProcess.Settings("Postgres", await cluster.CreateDatabaseAsync()));

        var early = await portal.RunVerbAsync(["create-business", "--name", "Acme"]);
        Assert.Equal((1, "", "The database is not up to date: run AdminPortal migrate.\n"), (early.ExitCode, early.Output, early.Error));
        Assert.Equal(1, (await portal.RunVerbAsync(["verify"])).ExitCode);

        Assert.Equal(0, (await portal.RunVerbAsync(["migrate"])).ExitCode);
        Assert.Equal(0, (await portal.RunVerbAsync(["migrate"])).ExitCode);
        Assert.Equal(0, (await portal.RunVerbAsync(["create-business", "--name", "Acme"])).ExitCode);
        var verified = await portal.RunVerbAsync(["verify"]);
        Assert.Equal((0, ""), (verified.ExitCode, verified.Output));

        var backup = await portal.RunVerbAsync(["backup", "copy.db"]);
        Assert.Equal(1, backup.ExitCode);
        Assert.Contains("pg_dump", backup.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verb_ServerUnavailable_PrintsOneLine()
    {
        await using var portal = new PortalProcess(
            PortalProcess.Settings("Postgres", "Host=127.0.0.1;Port=1;Database=none;Username=nobody;Timeout=2")
        );
        foreach (
            var verb in (string[][])
                [
                    ["verify"],
                    ["migrate"],
                    ["create-business", "--name", "Acme"],
                ]
        )
        {
            var result = await portal.RunVerbAsync(verb);
            Assert.Equal((1, ""), (result.ExitCode, result.Output));
            Assert.StartsWith("The database does not answer: ", result.Error, StringComparison.Ordinal);
            Assert.Equal(1, result.Error.Count(c => c == '\n'));
        }
    }

    [Fact]
    public async Task Portal_NotMigrated_StartsReportsOnceAndServesAfterMigration()
    {
        await using var portal = new PortalProcess(
            PortalProcess.Settings("Postgres", await cluster.CreateDatabaseAsync()),
            readyPath: "/health/live"
        );
        await portal.StartAsync();
        await WaitForAsync(portal, "run AdminPortal migrate");
        await Task.Delay(2500, Cancel);
        Assert.Equal(2, portal.Output.Split("run AdminPortal migrate").Length);

        await portal.RunVerbAsync(["migrate"]);

        await WaitForAsync(portal, "The database is ready");
        Assert.Equal(0, await portal.StopAsync());
    }

    private static async Task WaitForAsync(PortalProcess portal, string words)
    {
        for (var i = 0; i < 300 && !portal.Output.Contains(words, StringComparison.Ordinal); i++)
            await Task.Delay(100, Cancel);
        Assert.Contains(words, portal.Output, StringComparison.Ordinal);
    }
}
