using System.Data.Common;
using System.Text;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using Npgsql;
using NpgsqlTypes;

namespace AdminPortal.Services.Import;

/// <summary>An import on PostgreSQL: each slice is sent by binary COPY into a temporary table and inserted by one statement.</summary>
internal sealed class PostgresImportStore(NpgsqlConnection connection, DbTransaction? transaction) : ImportStore(connection, transaction)
{
    /// <summary>Slices block nobody here, so they are large enough to save round trips.</summary>
    private const int SliceRows = 50_000;

    private const int IdBytes = 16;

    protected override bool IsSqlite => false;

    public override Task PrepareAsync(CancellationToken cancel) => Task.CompletedTask;

    public override async Task<SliceResult> AddSliceAsync(
        NumberRun run,
        int from,
        ImportStamp stamp,
        StockDelta stock,
        CancellationToken cancel
    )
    {
        var end = Math.Min(run.Count, from + SliceRows);

        // Created in each transaction: behind a connection pooler the next one may use another session.
        await ExecuteAsync(
            """
            CREATE TEMP TABLE import_rows (id uuid NOT NULL, number text COLLATE "C" NOT NULL, note text, warning text) ON COMMIT DROP
            """,
            cancel
        );
        await CopyAsync(run, from, end, stamp, cancel);

        // A number's first four digits determine its prefix, so only a few groups are returned instead of every number.
        await using var command = Command(
            """
            WITH added AS (
                INSERT INTO toll_free_numbers (id, number, note, warning, status, available_since, created_at, source, row_version)
                SELECT id, number, note, warning, 'available', $1, $1, $2, 1 FROM import_rows ORDER BY number
                ON CONFLICT (number) DO NOTHING RETURNING number)
            SELECT min(number), count(*) FROM added GROUP BY left(number, 5)
            """,
            stamp.StartedAt,
            stamp.Source
        );
        var added = 0L;
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
            {
                var count = reader.GetInt64(1);
                stock.Add(E164.ParseExact(reader.GetString(0)).Prefix, NumberStatus.Available, count);
                added += count;
            }
        }

        // A commit drops the table; if all slices are one transaction, there is no commit between them.
        if (IsEnlisted)
            await ExecuteAsync("DROP TABLE import_rows", cancel);
        return new SliceResult(end, added);
    }

    public override Task AddRejectsAsync(Guid importId, IReadOnlyList<RejectedRow> rejects, CancellationToken cancel) =>
        ExecuteAsync(
            """
            INSERT INTO import_rejects (import_id, line, raw, reason) SELECT $1, l, w, r
                FROM unnest($2::bigint[], $3::text[], $4::text[]) AS v(l, w, r)
            """,
            cancel,
            importId,
            rejects.Select(r => r.Line).ToArray(),
            rejects.Select(r => r.Raw).ToArray(),
            rejects.Select(r => r.Reason).ToArray()
        );

    public override async Task<long> CountKnownAsync(IReadOnlyList<string> numbers, CancellationToken cancel)
    {
        // Cast to object, because an array of strings would be taken as the parameter list.
        await using var command = Command("SELECT count(*) FROM toll_free_numbers WHERE number = ANY($1)", (object)numbers.ToArray());
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    protected override DbCommand KnownCommand(IReadOnlyList<string> numbers) =>
        Command("SELECT number, status FROM toll_free_numbers WHERE number = ANY($1)", (object)numbers.ToArray());

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task CopyAsync(NumberRun run, int from, int end, ImportStamp stamp, CancellationToken cancel)
    {
        var ids = new byte[(end - from) * IdBytes];
        UuidV7.Fill(stamp.StartedAt, ids);
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY import_rows (id, number, note, warning) FROM STDIN (FORMAT BINARY)",
            cancel
        );
        for (var i = from; i < end; i++)
        {
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(new Guid(ids.AsSpan((i - from) * IdBytes, IdBytes), bigEndian: true), NpgsqlDbType.Uuid, cancel);
            await copy.WriteAsync(run.Number(i).ToString(), NpgsqlDbType.Text, cancel);
            var note = run.TryGetNote(i, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;
            await WriteAsync(copy, note, cancel);
            await WriteAsync(copy, run.Warning(i)?.Text(), cancel);
        }

        await copy.CompleteAsync(cancel);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken cancel) =>
        text is null ? copy.WriteNullAsync(cancel) : copy.WriteAsync(text, NpgsqlDbType.Text, cancel);
}
