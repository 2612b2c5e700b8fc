using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Data.Sqlite;
using AdminPortal.Tests.Support;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace AdminPortal.Tests.Services.Verification;

/// <summary>A connection that changes rows behind the portal's back: guards, constraints and references are disabled first.</summary>
internal sealed class Tampering : IAsyncDisposable
{
    private readonly TestPortal _portal;
    private readonly DbConnection _connection;

    private Tampering(TestPortal portal, DbConnection connection) => (_portal, _connection) = (portal, connection);

    private bool IsSqlite => _portal.Database.IsSqlite;

    /// <summary>Opens the connection; on SQLite the guards are dropped, which is a finding itself.</summary>
    public static async Task<Tampering> WithAsync(TestPortal portal)
    {
        var tampering = new Tampering(portal, await OpenAsync(portal));
        if (!tampering.IsSqlite)
        {
            await tampering.RunAsync("SET session_replication_role = replica");
            return tampering;
        }

        await tampering.RunAsync("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA legacy_alter_table = ON");
        await using var db = portal.Database.CreateReadContext();
        foreach (var guard in RowVersionGuards.Names(db))
            await tampering.RunAsync($"DROP TRIGGER {guard}");
        return tampering;
    }

    // A separate connection, so that its settings do not reach the portal through the pool.
    private static async Task<DbConnection> OpenAsync(TestPortal portal)
    {
        var text = new DbConnectionStringBuilder { ConnectionString = portal.ConnectionString, ["Pooling"] = false }.ConnectionString;
        DbConnection connection = portal.Database.IsSqlite ? new SqliteConnection(text) : new NpgsqlConnection(text);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Drops a CHECK constraint; on SQLite they are ignored already.</summary>
    public Task DropConstraintAsync(string table, string name) =>
        IsSqlite ? Task.CompletedTask : RunAsync($"ALTER TABLE {table} DROP CONSTRAINT {name}");

    /// <summary>Allows a number to exist twice. On SQLite the index is part of the table, which is recreated without one.</summary>
    public async Task DropNumberKeyAsync()
    {
        if (IsSqlite)
            await RunAsync(
                "CREATE TABLE loose AS SELECT * FROM toll_free_numbers; DROP TABLE toll_free_numbers; ALTER TABLE loose RENAME TO "
                    + "toll_free_numbers"
            );
        else
            await RunAsync("ALTER TABLE toll_free_numbers DROP CONSTRAINT ak_numbers_number CASCADE");
    }

    /// <summary>An id as a literal of this database.</summary>
    public string Id(Guid id) => IsSqlite ? $"x'{Convert.ToHexString(BigEndianGuid.ToBytes(id))}'" : $"'{id}'::uuid";

    /// <summary>A time as a literal of this database.</summary>
    public string Time(DateTimeOffset time) =>
        IsSqlite
            ? UtcMicroseconds.ToMicroseconds(time).ToString(System.Globalization.CultureInfo.InvariantCulture)
            : $"'{time.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'::timestamptz";

    [SuppressMessage("Security", "CA2100", Justification = "The tests write the SQL themselves.")]
    public async Task RunAsync(string sql)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Opens a ledger row without changing the number.</summary>
    public Task AddLedgerRowAsync(string number, Guid business, DateTimeOffset from, DateTimeOffset? until) =>
        RunAsync(
            $"""
            INSERT INTO number_assignments (id, number, business_id, held_from, held_until, assigned_by)
            VALUES ({Id(UuidV7.Create())}, '{number}', {Id(business)}, {Time(from)}, {(until is { } end ? Time(end) : "NULL")}, 'nobody')
            """
        );

    /// <summary>Adds an agent; the product has no operation for it yet.</summary>
    public async Task AddAgentAsync(Guid business, string providerId)
    {
        await using var db = _portal.Database.CreateReadContext();
        db.Agents.Add(
            new AiAgent
            {
                Id = UuidV7.Create(),
                BusinessId = business,
                Provider = "simulated",
                ProviderAgentId = providerId,
                Name = "Agent",
                Status = AgentStatus.Active,
            }
        );
        await db.SaveChangesAsync();
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
