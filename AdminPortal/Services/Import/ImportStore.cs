using System.Data.Common;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Data.Sqlite;
using AdminPortal.Services.Writes;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace AdminPortal.Services.Import;

/// <summary>The common values of all numbers of an import.</summary>
internal sealed record ImportStamp(Guid Id, DateTimeOffset StartedAt)
{
    public string Source { get; } = $"import:{Id:D}";
}

/// <summary>A rejected row to store with its reason.</summary>
internal readonly record struct RejectedRow(long Line, string Raw, string Reason);

/// <summary>A number in the inventory.</summary>
internal readonly record struct KnownNumber(string Number, NumberStatus Status);

/// <summary>The part of a run that a slice processed.</summary>
/// <param name="Next">The index in the run at which the next slice starts.</param>
internal readonly record struct SliceResult(int Next, long Added);

/// <summary>The statements of an import in each database's own SQL, on one connection and in its current transaction.</summary>
internal abstract class ImportStore(DbConnection connection, DbTransaction? transaction) : IAsyncDisposable
{
    protected DbConnection Connection => connection;

    /// <summary>Whether the statements belong to the caller's transaction.</summary>
    protected bool IsEnlisted => transaction is not null;

    public static ImportStore On(DbConnection connection, DbTransaction? transaction) =>
        connection switch
        {
            SqliteConnection sqlite => new SqliteImportStore(sqlite, transaction),
            NpgsqlConnection postgres => new PostgresImportStore(postgres, transaction),
            _ => throw new ArgumentException("Neither SQLite nor PostgreSQL.", nameof(connection)),
        };

    protected abstract bool IsSqlite { get; }

    /// <summary>Prepares the connection for many rows.</summary>
    public abstract Task PrepareAsync(CancellationToken cancel);

    /// <summary>Adds new numbers of a sorted run from an index on, for as long as a transaction may block others; the counts go into
    /// <paramref name="stock"/>.</summary>
    public abstract Task<SliceResult> AddSliceAsync(NumberRun run, int from, ImportStamp stamp, StockDelta stock, CancellationToken cancel);

    public abstract Task AddRejectsAsync(Guid importId, IReadOnlyList<RejectedRow> rejects, CancellationToken cancel);

    /// <summary>How many of these numbers are in the inventory.</summary>
    public abstract Task<long> CountKnownAsync(IReadOnlyList<string> numbers, CancellationToken cancel);

    /// <summary>Those of these numbers that are in the inventory, with their status.</summary>
    public async Task<IReadOnlyList<KnownNumber>> FindKnownAsync(IReadOnlyList<string> numbers, CancellationToken cancel)
    {
        await using var command = KnownCommand(numbers);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var known = new List<KnownNumber>();
        while (await reader.ReadAsync(cancel))
            known.Add(new KnownNumber(reader.GetString(0), EnumText<NumberStatus>.FromText(reader.GetString(1))));
        return known;
    }

    public Task BeginAsync(CancellationToken cancel) => ExecuteAsync(IsSqlite ? "BEGIN IMMEDIATE" : "BEGIN", cancel);

    public Task CommitAsync() => ExecuteAsync("COMMIT", CancellationToken.None);

    public Task RollbackAsync() => ExecuteAsync("ROLLBACK", CancellationToken.None);

    public Task ApplyAsync(StockDelta stock, CancellationToken cancel) => stock.ApplyAsync(connection, transaction, IsSqlite, cancel);

    /// <summary>Saves the counts of a running import in the same transaction as its rows, so that they are right if it dies.</summary>
    public Task SaveTallyAsync(Guid importId, ImportTally tally, CancellationToken cancel) =>
        ExecuteAsync(
            "UPDATE number_imports SET read = $1, added = $2, duplicates = $3, rejected = $4, warnings = $5 WHERE id = $6",
            cancel,
            tally.Read,
            tally.Added,
            tally.Duplicates,
            tally.Rejected,
            tally.Warnings,
            Id(importId)
        );

    public abstract ValueTask DisposeAsync();

    /// <summary>Selects number and status of existing numbers.</summary>
    protected abstract DbCommand KnownCommand(IReadOnlyList<string> numbers);

    protected object Id(Guid id) => IsSqlite ? BigEndianGuid.ToBytes(id) : id;

    protected async Task ExecuteAsync(string sql, CancellationToken cancel, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(cancel);
    }

    protected DbCommand Command(string sql, params object[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.Value = values[i];
            // SQLite's parameters have names; PostgreSQL's are positional and must have none.
            if (IsSqlite)
                parameter.ParameterName = $"${i + 1}";
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
