using System.Collections.Concurrent;
using AdminPortal.Data;
using AdminPortal.Services;
using AdminPortal.Services.Assignment;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Inventory;
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
    public async Task SqliteLockedByAnotherProcess_WritesAreSentAwayReadsGoOnAndItRecovers()
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

    [Fact]
    public async Task PostgresRestartedUnderLoad_WhatWasAnsweredIsThereAndNothingIsHalfDone()
    {
        await using var own = new PostgresCluster();
        await using var portal = await TestPortal.StartAsync(TestDatabase.Postgres, own);
        await portal.AddNumbersAsync(2_000);
        var businesses = new ConcurrentQueue<Guid>(await portal.AddBusinessesAsync(1_500));
        var held = new ConcurrentDictionary<Guid, string>();
        using var stop = new CancellationTokenSource();

        var callers = Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested && businesses.TryDequeue(out var business))
            {
                var given = await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel);
                Assert.True(given.IsDone || given.Refusal is Refusal.Unavailable, given.ToString());
                if (!given.IsDone)
                    continue;
                held[business] = given.Value.PhoneNumber;
                if (caller % 2 == 0 || !(await portal.Get<AssignmentService>().ReleaseAsync(TestPortal.Support, given.Value.PhoneNumber, "test", null, Cancel)).IsDone)
                    continue;
                held[business] = "";
            }
        })).ToList();
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

        // A release whose answer was "unavailable" may have taken place; one that was answered must have.
        Assert.All(held, h => Assert.True(numbers[h.Key] is null || numbers[h.Key] == h.Value, $"{h.Key} was told '{h.Value}' and has {numbers[h.Key]}"));
    }

    [Fact]
    public async Task KilledDuringAMigration_TheNextStartIsNotHeldUp()
    {
        using var folder = new TempFolder();
        var settings = new DatabaseSettings(DatabaseProvider.Sqlite, folder.SqliteConnectionString());
        await using (var left = new SqliteConnection(settings.ConnectionString))
        {
            // What a process leaves behind that dies while EF migrates.
            await left.OpenAsync(Cancel);
            await ExecuteAsync(left, """
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00');
                """);
        }

        await using var database = new PortalDatabase(settings);
        var setup = new DatabaseSetup(database, NullLogger<DatabaseSetup>.Instance);
        await setup.MigrateAsync(Cancel);

        Assert.Equal(DatabaseState.Ready, await setup.StateAsync(Cancel));
    }

    [Theory, OnEachDatabase]
    public async Task ManyStartsAtOnce_MigrateOnce(TestDatabase kind)
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
