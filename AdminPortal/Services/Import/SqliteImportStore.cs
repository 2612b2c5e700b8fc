using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using AdminPortal.Data.Sqlite;
using AdminPortal.Services.Writes;
using Microsoft.Data.Sqlite;

namespace AdminPortal.Services.Import;

/// <summary>An import on SQLite.</summary>
internal sealed class SqliteImportStore(SqliteConnection connection, DbTransaction? transaction) : ImportStore(connection, transaction)
{
    /// <summary>Half of the time that provisioning may wait, because the commit and its checkpoint are added.</summary>
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(60);

    private SqliteNumberInserts? _inserts;

    protected override bool IsSqlite => true;

    // Larger than what one slice touches; more had no effect, because rows are in index order.
    public override Task PrepareAsync(CancellationToken cancel) => ExecuteAsync("PRAGMA cache_size = -32768", cancel);

    public override Task<SliceResult> AddSliceAsync(NumberRun run, int from, ImportStamp stamp, StockDelta stock, CancellationToken cancel)
    {
        _inserts ??= new SqliteNumberInserts(
            connection.Handle!,
            stamp.Source,
            UtcMicroseconds.ToMicroseconds(stamp.StartedAt),
            stamp.StartedAt
        );
        var started = Stopwatch.GetTimestamp();
        var added = 0L;
        var next = from;
        while (next < run.Count && (next == from || Stopwatch.GetElapsedTime(started) < s_slice))
        {
            cancel.ThrowIfCancellationRequested();
            var prefix = run.Number(next).Prefix;
            // In sorted order each prefix is contiguous. No statement crosses its end, so the changed rows belong to one prefix.
            var end = next + 1;
            while (end < run.Count && end - next < SqliteNumberInserts.MostRows && run.Number(end).Prefix == prefix)
                end++;
            var inserted = _inserts.Insert(run, next, end);
            stock.Add(prefix, Data.Entities.NumberStatus.Available, inserted);
            added += inserted;
            next = end;
        }

        return Task.FromResult(new SliceResult(next, added));
    }

    public override Task AddRejectsAsync(Guid importId, IReadOnlyList<RejectedRow> rejects, CancellationToken cancel) =>
        ExecuteAsync(
            """
            INSERT INTO import_rejects (import_id, line, raw, reason)
            SELECT $1, value->>0, value->>1, value->>2 FROM json_each($2)
            """,
            cancel,
            Id(importId),
            JsonSerializer.Serialize(rejects.Select(r => new object[] { r.Line, r.Raw, r.Reason }))
        );

    public override async Task<long> CountKnownAsync(IReadOnlyList<string> numbers, CancellationToken cancel)
    {
        // CROSS JOIN fixes the order: each number is looked up, instead of scanning the inventory.
        await using var command = Command(
            "SELECT COUNT(*) FROM json_each($1) AS wanted CROSS JOIN toll_free_numbers n ON n.number = wanted.value",
            JsonSerializer.Serialize(numbers)
        );
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    protected override DbCommand KnownCommand(IReadOnlyList<string> numbers) =>
        Command(
            "SELECT n.number, n.status FROM json_each($1) AS wanted CROSS JOIN toll_free_numbers n ON n.number = wanted.value",
            JsonSerializer.Serialize(numbers)
        );

    public override async ValueTask DisposeAsync()
    {
        _inserts?.Dispose();
        // The connection goes back to the pool without the import's settings.
        if (!IsEnlisted && Connection.State == System.Data.ConnectionState.Open)
            await ExecuteAsync("PRAGMA shrink_memory", CancellationToken.None);
    }
}
