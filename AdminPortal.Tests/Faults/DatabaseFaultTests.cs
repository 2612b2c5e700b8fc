using System.Collections.Concurrent;
using AdminPortal.Data;
using AdminPortal.Services;
using AdminPortal.Services.Backup;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace AdminPortal.Tests.Faults;

public sealed class DatabaseFaultTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SqliteLockedByAnotherProcess_RefusesWritesServesReadsAndRecovers()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await portal.AddNumbersAsync(2);
        var business = (await portal.AddBusinessAsync()).Id;
        await using var other = new SqliteConnection(portal.ConnectionString);
        await other.OpenAsync(Cancel);
        await ExecuteAsync(other, "BEGIN IMMEDIATE");

        var provisioned = portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel);
        var created = portal.Get<BusinessService>().CreateAsync(TestPortal.Admin, new NewBusiness("Bolt Plumbing"), Cancel);

        Assert.Equal(2, (await portal.Get<InventoryService>().ListAsync(TestPortal.Admin, new(), null, 10, Cancel)).Value!.Items.Count);
        Assert.IsType<Refusal.Unavailable>((await provisioned).Refusal);
        Assert.IsType<Refusal.Unavailable>((await created).Refusal);

        await ExecuteAsync(other, "ROLLBACK");
        Assert.True((await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel)).IsDone);
        Assert.True((await portal.Get<BusinessService>().CreateAsync(TestPortal.Admin, new NewBusiness("Bolt Plumbing"), Cancel)).IsDone);
        await portal.AssertSoundAsync();
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("replaced")]
    [InlineData("moved away")]
    public async Task SqliteFileReplaced_AcknowledgesNothing_AndReportsIt(string what)
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await portal.Get<DatabaseSetup>().PrepareAsync(Cancel);
        await portal.AddNumbersAsync(2);
        var business = (await portal.AddBusinessAsync()).Id;
        var file = portal.Database.Settings.SqliteFile!;
        var copy = file + ".copy";
        Assert.True((await portal.Get<BackupService>().BackUpAsync(TestPortal.Admin, copy, Cancel)).IsDone);

        if (what == "deleted")
            File.Delete(file);
        else if (what == "replaced")
            File.Move(copy, file, overwrite: true);
        else
            File.Move(file, file + ".away");

        Assert.IsType<Refusal.Unavailable>(
            (await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel)).Refusal
        );
        Assert.IsType<Refusal.Unavailable>(
            (await portal.Get<BusinessService>().CreateAsync(TestPortal.Admin, new NewBusiness("Lost"), Cancel)).Refusal
        );
        var setup = portal.Get<DatabaseSetup>();
        Assert.Equal(DatabaseState.FileGone, await setup.StateAsync(Cancel));
        Assert.Contains("deleted or replaced", setup.Fault);

        if (what != "moved away")
            return;
        File.Move(file + ".away", file);
        Assert.True((await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel)).IsDone);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task SqliteLockedByAnotherProcess_LimitsTheTotalWaitForTurnAndLock()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var gate = portal.Get<WriteGate>();
        var held = await gate.EnterAsync(Cancel);
        var next = gate.EnterAsync(Cancel).AsTask();
        await Task.Delay(400, Cancel);
        held.Dispose();

        using var turn = await next;

        Assert.True(turn.Left <= DatabaseSettings.WriteWait - TimeSpan.FromMilliseconds(350), turn.Left.ToString());
        await using var connection = await portal.Database.OpenConnectionAsync(Cancel);
        turn.Limit(connection);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout";
        Assert.Equal((long)turn.Left.TotalMilliseconds, await command.ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public async Task PostgresRestartedUnderLoad_KeepsAcknowledgedWritesAndLeavesNothingHalfDone()
    {
        await using var own = new PostgresCluster();
        await using var portal = await TestPortal.StartAsync(TestDatabase.Postgres, own);
        await portal.AddNumbersAsync(2_000);
        var businesses = new ConcurrentQueue<Guid>(await portal.AddBusinessesAsync(1_500));
        var held = new ConcurrentDictionary<Guid, string>();
        using var stop = new CancellationTokenSource();

        var callers = Enumerable
            .Range(0, 16)
            .Select(caller =>
                Task.Run(async () =>
                {
                    while (!stop.IsCancellationRequested && businesses.TryDequeue(out var business))
                    {
                        var given = await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel);
                        Assert.True(given.IsDone || given.Refusal is Refusal.Unavailable, given.ToString());
                        if (!given.IsDone)
                            continue;
                        held[business] = given.Value.PhoneNumber;
                        if (
                            caller % 2 == 0
                            || !(
                                await portal
                                    .Get<NumberService>()
                                    .DoAsync(TestPortal.Support, given.Value.PhoneNumber, new NumberCommand.Release("test"), null, Cancel)
                            ).IsDone
                        )
                            continue;
                        held[business] = "";
                    }
                })
            )
            .ToList();
        for (var restart = 0; restart < 3; restart++)
        {
            await Task.Delay(300, Cancel);
            await own.RestartAsync();
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);
        await portal.AssertSoundAsync();
        await using var db = portal.Database.CreateReadContext();
        var numbers = await db.Businesses.ToDictionaryAsync(b => b.Id, b => b.PhoneNumber, Cancel);
        Assert.NotEmpty(held);

        // A release with the response "unavailable" may have taken place; one with a success must have.
        Assert.All(
            held,
            h => Assert.True(numbers[h.Key] is null || numbers[h.Key] == h.Value, $"{h.Key} was told '{h.Value}' and has {numbers[h.Key]}")
        );
    }

    [Fact]
    public async Task KilledDuringAMigration_TheNextStartIsNotBlocked()
    {
        using var folder = new TempFolder();
        var settings = new DatabaseSettings(DatabaseProvider.Sqlite, folder.SqliteConnectionString());
        await using (var left = new SqliteConnection(settings.ConnectionString))
        {
            // The remains of a process that dies during EF's migration.
            await left.OpenAsync(Cancel);
            await ExecuteAsync(
                left,
                """
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00');
                """
            );
        }

        await using var database = new PortalDatabase(settings);
        var setup = new DatabaseSetup(database, NullLogger<DatabaseSetup>.Instance);
        await setup.MigrateAsync(Cancel);

        Assert.Equal(DatabaseState.Ready, await setup.StateAsync(Cancel));
    }

    [Theory, OnEachDatabase]
    public async Task ConcurrentStarts_MigrateOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var others = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(portal.StartAnotherAsync)));

        foreach (var other in others)
        {
            Assert.Equal(DatabaseState.Ready, await other.Get<DatabaseSetup>().StateAsync(Cancel));
            await other.DisposeAsync();
        }
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts stand in this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
