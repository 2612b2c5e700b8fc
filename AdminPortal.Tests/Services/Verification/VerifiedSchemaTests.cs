using AdminPortal.Data;
using AdminPortal.Tests.Support;
using Microsoft.Data.Sqlite;
using static AdminPortal.Tests.Services.Verification.VerifiedRowsTests;

namespace AdminPortal.Tests.Services.Verification;

/// <summary>Missing guards, constraints and indexes.</summary>
public sealed class VerifiedSchemaTests(PostgresCluster cluster)
{
    [Theory, OnEachDatabase]
    public async Task Verify_GuardsMissing_NamesThem(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using (var tampering = await Tampering.WithAsync(portal))
        {
            if (kind == TestDatabase.Postgres)
            {
                await tampering.RunAsync("ALTER TABLE businesses DISABLE TRIGGER guard_businesses_update");
                await tampering.RunAsync("DROP TRIGGER guard_audit_events_delete ON audit_events");
            }
        }

        var report = await portal.VerifyAsync();

        AssertFound(report, "trigger guard_businesses_update", "missing or disabled");
        AssertFound(report, "trigger guard_audit_events_delete", "missing or disabled");
    }

    [Fact]
    public async Task Verify_PostgresConstraintDropped_NamesIt()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Postgres, cluster);
        await using (var tampering = await Tampering.WithAsync(portal))
            await tampering.DropConstraintAsync("toll_free_numbers", "ck_toll_free_numbers_status");

        AssertFound(await portal.VerifyAsync(), "table toll_free_numbers", "ck_toll_free_numbers_status is missing");
    }

    [Theory, OnEachDatabase]
    public async Task Verify_MigrationMissing_IsReportedAndNothingElseIsChecked(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using (var tampering = await Tampering.WithAsync(portal))
            await tampering.RunAsync("DELETE FROM \"__EFMigrationsHistory\"");

        var report = await portal.VerifyAsync();

        AssertFound(report, "database", "_Initial has not been applied: run AdminPortal migrate");
        Assert.Single(report.Checks);
    }

    [Theory, OnEachDatabase]
    public async Task Verify_BrokenTable_IsAFindingAndOtherChecksContinue(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using (var tampering = await Tampering.WithAsync(portal))
            await tampering.RunAsync(
                "ALTER TABLE ai_agents RENAME TO gone; UPDATE number_counts SET count = 0; INSERT INTO number_counts (prefix, status, "
                    + "stripe, count) VALUES ('800', 'inactive', 0, 7)"
            );

        var report = await portal.VerifyAsync();

        AssertFound(report, "database", "cannot be made", "ai_agents");
        AssertFound(report, "prefix 800", "the kept count says 7");
    }

    [Fact]
    public async Task Verify_SqliteFileDamaged_NamesThePlace()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await portal.AddNumbersAsync(500);
        long page;
        await using (var connection = await portal.Database.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await using var command = connection.CreateCommand();
            command.CommandText =
                "PRAGMA wal_checkpoint(TRUNCATE); SELECT rootpage FROM sqlite_master WHERE name = 'ix_toll_free_numbers_status_number'";
            await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            await reader.NextResultAsync(TestContext.Current.CancellationToken);
            await reader.ReadAsync(TestContext.Current.CancellationToken);
            page = reader.GetInt64(0);
        }

        // The end of an index page, where its entries are: like a failing disk.
        using (var file = File.OpenHandle(portal.Database.Settings.SqliteFile!, access: FileAccess.Write, share: FileShare.ReadWrite))
            RandomAccess.Write(file, new byte[300], page * 4096 - 300);

        // A pooled connection would have the old page in its cache.
        await using (var pooled = new SqliteConnection(portal.Database.Settings.ConnectionString))
            SqliteConnection.ClearPool(pooled);

        AssertFound(await portal.VerifyAsync(), "database file", "ix_toll_free_numbers_status_number");
    }

    [Fact]
    public async Task Verify_SqliteReferenceBroken_NamesTheRow()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await portal.AddBusinessAsync();
        await using (var tampering = await Tampering.WithAsync(portal))
            await tampering.RunAsync(
                $"INSERT INTO import_rejects (import_id, line, raw, reason) VALUES ({tampering.Id(UuidV7.Create())}, 1, 'x', 'x')"
            );

        AssertFound(await portal.VerifyAsync(), "table import_rejects, row 1", "number_imports that does not exist");
    }
}
