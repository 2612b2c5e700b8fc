using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace AdminPortal.Tests.Support;

/// <summary>A transaction that locks rows (on SQLite: holds the write lock) like another process, so that a test controls how two others
/// interact.</summary>
internal sealed class RowHolder : IAsyncDisposable
{
    private readonly TestPortal _portal;
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;

    private RowHolder(TestPortal portal, DbConnection connection, DbTransaction transaction) =>
        (_portal, _connection, _transaction) = (portal, connection, transaction);

    /// <param name="sql">Takes the locks on PostgreSQL; SQLite has one for all.</param>
    public static async Task<RowHolder> HoldAsync(TestPortal portal, string sql)
    {
        var connection = await portal.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var transaction = connection is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: false)
            : await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        if (!portal.Database.IsSqlite)
            await ExecuteAsync(connection, transaction, sql);
        return new RowHolder(portal, connection, transaction);
    }

    /// <summary>Returns when that many others wait for a lock. SQLite cannot report this; there it returns immediately.</summary>
    public async Task UntilWaitingAsync(int count)
    {
        if (_portal.Database.IsSqlite)
            return;
        await using var observer = await _portal.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (
            Convert.ToInt64(
                await ExecuteAsync(
                    observer,
                    null,
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                ),
                null
            ) < count
        )
        {
            await Task.Delay(10, limit.Token);
        }
    }

    public Task LetGoAsync() => _transaction.CommitAsync(TestContext.Current.CancellationToken);

    public Task UndoAsync() => _transaction.RollbackAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static async Task<object?> ExecuteAsync(DbConnection connection, DbTransaction? transaction, string sql)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The texts are in the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
