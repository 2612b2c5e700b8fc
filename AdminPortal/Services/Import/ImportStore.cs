using System.Data.Common;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Data.Sqlite;
using AdminPortal.Services.Writes;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace AdminPortal.Services.Import;

/// <summary>What all numbers of one import have in common.</summary>
internal sealed record ImportStamp(Guid Id, DateTimeOffset StartedAt)
{
    public string Source { get; } = $"import:{Id:D}";
}

/// <summary>A row to be kept with its reason.</summary>
internal readonly record struct RejectedRow(long Line, string Raw, string Reason);

/// <summary>A number that the inventory has.</summary>
internal readonly record struct KnownNumber(string Number, NumberStatus Status);

/// <summary>How much of a run a slice took.</summary>
/// <param name="Next">The index in the run at which the next slice starts.</param>
internal readonly record struct SliceResult(int Next, long Added);

/// <summary>The statements of an import, in one database's own SQL, on one connection and in whatever transaction it is in.</summary>
internal abstract class ImportStore(DbConnection connection, DbTransaction? transaction) : IAsyncDisposable
{
    protected DbConnection Connection => connection;

    /// <summary>Whether the statements are part of somebody else's transaction.</summary>
    protected bool IsEnlisted => transaction is not null;

    public static ImportStore On(DbConnection connection, DbTransaction? transaction) =>
        connection switch
        {
            SqliteConnection sqlite => new SqliteImportStore(sqlite, transaction),
            NpgsqlConnection postgres => new PostgresImportStore(postgres, transaction),
            _ => throw new ArgumentException("Neither SQLite nor PostgreSQL.", nameof(connection)),
        };

    protected abstract bool IsSqlite { get; }

    /// <summary>Makes the connection ready for many rows.</summary>
    public abstract Task PrepareAsync(CancellationToken cancel);

    /// <summary>
    /// Adds the numbers of a sorted run from an index on that the inventory does not have yet, for as long as a
    /// transaction may hold up others; what was added goes into <paramref name="stock"/>.
    /// </summary>
    public abstract Task<SliceResult> AddSliceAsync(NumberRun run, int from, ImportStamp stamp, StockDelta stock, CancellationToken cancel);

    public abstract Task AddRejectsAsync(Guid importId, IReadOnlyList<RejectedRow> rejects, CancellationToken cancel);

    /// <summary>How many of these numbers the inventory has.</summary>
    public abstract Task<long> CountKnownAsync(IReadOnlyList<string> numbers, CancellationToken cancel);

    /// <summary>Those of these numbers that the inventory has, each with its state.</summary>
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

    /// <summary>Keeps the counts of a running import with the rows they count, so that they are right whenever it dies.</summary>
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

    /// <summary>Asks for number and status of those that the inventory has.</summary>
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
            // SQLite's parameters have names; PostgreSQL's go by their place, and must have none.
            if (IsSqlite)
                parameter.ParameterName = $"${i + 1}";
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
