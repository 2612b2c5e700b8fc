using AdminPortal.Data;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Businesses;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AdminPortal.Tests.Data;

public sealed class MigrationTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Model_HasNoChangeWithoutAMigration(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var db = portal.Database.CreateDbContext();

        Assert.False(db.Database.HasPendingModelChanges(), "Add a migration: see the README.");
    }

    [Theory, OnEachDatabase]
    public async Task Migrate_RowsOfAnOlderVersion_AreFoundBySearch(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var agents = portal.Get<AgentService>();
        for (var i = 0; i < 3; i++)
            await agents.CreateAsync(
                TestPortal.Admin,
                (await portal.AddBusinessAsync($"École {i}")).Id,
                new AgentConfiguration(Name: $"Zoé {i}"),
                Cancel
            );
        await using (var db = portal.Database.CreateDbContext())
            await db.GetService<IMigrator>().MigrateAsync("WarnedLast", Cancel);

        await portal.Get<DatabaseSetup>().MigrateAsync(Cancel);

        Assert.Equal(
            3,
            (await portal.Get<BusinessService>().ListAsync(TestPortal.Admin, new BusinessFilter("ecole"), null, 10, Cancel))
                .Value!
                .Items
                .Count
        );
        await using var after = portal.Database.CreateReadContext();
        Assert.Equal(3, await after.Agents.CountAsync(a => a.SearchText.StartsWith("zoe"), Cancel));
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Sqlite_KeepsIdsAsSortableBytesAndTimesAsMicroseconds()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var business = await portal.AddBusinessAsync();
        await using var db = portal.Database.CreateReadContext();

        var row = await db
            .Database.SqlQuery<Row>($"SELECT hex(id) AS id, typeof(id) AS id_type, created_at FROM businesses")
            .SingleAsync(Cancel);

        Assert.Equal((business.Id.ToString("N").ToUpperInvariant(), "blob"), (row.Id, row.IdType));
        Assert.Equal((business.CreatedAt - DateTimeOffset.UnixEpoch).Ticks / 10, row.CreatedAt);
    }

    [Fact]
    public async Task Sqlite_IsInWalModeWithFullDurability()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await using var connection = await portal.Database.OpenConnectionAsync(Cancel);

        Assert.Equal("wal", await ScalarAsync("PRAGMA journal_mode"));
        Assert.Equal(2L, await ScalarAsync("PRAGMA synchronous"));
        Assert.Equal(1L, await ScalarAsync("PRAGMA foreign_keys"));

        async Task<object?> ScalarAsync(string pragma)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts stand in this test.
            command.CommandText = pragma;
#pragma warning restore CA2100
            return await command.ExecuteScalarAsync(Cancel);
        }
    }

    private sealed record Row(string Id, string IdType, long CreatedAt);
}
