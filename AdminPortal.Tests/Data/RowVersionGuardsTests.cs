using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using AdminPortal.Data;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Data;

/// <summary>The database rejects writes without a row version, however they are made.</summary>
public sealed class RowVersionGuardsTests(PostgresCluster cluster)
{
    [Theory, OnEachDatabase]
    public async Task Update_WithoutAVersion_IsRefused(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(1);
        await portal.AddBusinessAsync();

        await AssertRefusedAsync(portal, "raises row_version by one", "UPDATE toll_free_numbers SET note = 'x'");
        await AssertRefusedAsync(
            portal,
            "raises row_version by one",
            "UPDATE toll_free_numbers SET note = 'x', row_version = row_version + 2"
        );
        await AssertRefusedAsync(portal, "raises row_version by one", "UPDATE businesses SET name = 'x', row_version = row_version - 1");
        await RunAsync(portal, "UPDATE businesses SET name = 'x', row_version = row_version + 1");
    }

    [Theory, OnEachDatabase]
    public async Task Insert_WithAnotherVersion_IsRefused(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        string Insert(long version) =>
            kind == TestDatabase.Sqlite
                ? $"INSERT INTO businesses (id, name, created_at, row_version) VALUES (randomblob(16), 'x', 0, {version})"
                : $"INSERT INTO businesses (id, name, created_at, row_version) VALUES (gen_random_uuid(), 'x', now(), {version})";

        await AssertRefusedAsync(portal, "a new row has row_version 1", Insert(0));
        await AssertRefusedAsync(portal, "a new row has row_version 1", Insert(7));
        await RunAsync(portal, Insert(1));
    }

    [Theory, OnEachDatabase]
    public async Task AuditEvents_UpdatedOrDeleted_IsRefused(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddBusinessAsync();

        await AssertRefusedAsync(portal, "append-only", "UPDATE audit_events SET actor = 'somebody else'");
        await AssertRefusedAsync(portal, "append-only", "DELETE FROM audit_events");
    }

    [Theory, OnEachDatabase]
    public async Task EveryVersionedTable_HasItsGuards(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var db = portal.Database.CreateReadContext();

        Assert.Equal(["ai_agents", "businesses", "comments", "number_orders", "toll_free_numbers"], RowVersionGuards.Tables(db));
        Assert.Empty(await RowVersionGuards.MissingAsync(db, TestContext.Current.CancellationToken));
    }

    private static async Task AssertRefusedAsync(TestPortal portal, string words, string sql)
    {
        var refused = await Assert.ThrowsAnyAsync<DbException>(() => RunAsync(portal, sql));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [SuppressMessage("Security", "CA2100", Justification = "The tests write the SQL themselves.")]
    private static async Task RunAsync(TestPortal portal, string sql)
    {
        await using var connection = await portal.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
