using System.Globalization;
using System.Text;
using AdminPortal.Data;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AdminPortal.Services.Import;

/// <summary>Prepared multi-row inserts, bound through SQLite's own interface: the driver's parameters, boxed and looked up by name, take as
/// long as the insert. Many rows per statement, because the table's guard makes SQLite open a journal for each statement (16 rows: 7.4 s
/// per million, 256 rows: 6.2 s, without the guard 5.2 s, processor time in one run).</summary>
internal sealed class SqliteNumberInserts : IDisposable
{
    public const int MostRows = 256;

    private const int IdBytes = 16;
    private const int SharedParameters = 2;
    private const int RowParameters = 4;
    private static readonly int[] s_sizes = [MostRows, 16, 1];

    private readonly sqlite3 _database;
    private readonly DateTimeOffset _now;
    private readonly sqlite3_stmt[] _statements = new sqlite3_stmt[s_sizes.Length];

    public SqliteNumberInserts(sqlite3 database, string source, long availableSince, DateTimeOffset now)
    {
        (_database, _now) = (database, now);
        for (var i = 0; i < s_sizes.Length; i++)
        {
            Check(raw.sqlite3_prepare_v3(database, Sql(s_sizes[i]), raw.SQLITE_PREPARE_PERSISTENT, out _statements[i]));
            Check(raw.sqlite3_bind_int64(_statements[i], 1, availableSince));
            Check(raw.sqlite3_bind_text(_statements[i], 2, source));
        }
    }

    /// <summary>Inserts the rows from <paramref name="from"/> up to <paramref name="end"/> that do not exist yet; returns how many that
    /// were.</summary>
    public long Insert(NumberRun run, int from, int end)
    {
        Span<byte> ids = stackalloc byte[MostRows * IdBytes];
        ids = ids[..((end - from) * IdBytes)];
        UuidV7.Fill(_now, ids);
        var inserted = 0L;
        for (var size = 0; from < end; size++)
        {
            var rows = s_sizes[size];
            for (; end - from >= rows; from += rows)
            {
                inserted += Execute(_statements[size], run, from, rows, ids);
                ids = ids[(rows * IdBytes)..];
            }
        }

        return inserted;
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
            statement?.Dispose();
    }

    private long Execute(sqlite3_stmt statement, NumberRun run, int from, int rows, ReadOnlySpan<byte> ids)
    {
        Span<char> text = stackalloc char[E164.MaxLength];
        Span<byte> number = stackalloc byte[E164.MaxLength];
        for (var i = 0; i < rows; i++)
        {
            var at = SharedParameters + i * RowParameters;
            run.Number(from + i).TryFormat(text, out var length);
            Encoding.ASCII.GetBytes(text[..length], number);
            Check(raw.sqlite3_bind_blob(statement, at + 1, ids.Slice(i * IdBytes, IdBytes)));
            Check(raw.sqlite3_bind_text(statement, at + 2, number[..length]));
            Check(
                run.TryGetNote(from + i, out var note)
                    ? raw.sqlite3_bind_text(statement, at + 3, note)
                    : raw.sqlite3_bind_null(statement, at + 3)
            );
            Check(
                run.Warning(from + i) is { } warning
                    ? raw.sqlite3_bind_text(statement, at + 4, warning.Text())
                    : raw.sqlite3_bind_null(statement, at + 4)
            );
        }

        var result = raw.sqlite3_step(statement);
        var changes = raw.sqlite3_changes(_database);
        // The reset returns the step's own error again.
        Check(raw.sqlite3_reset(statement));
        return result == raw.SQLITE_DONE ? changes : throw new SqliteException("An insert did not complete.", result);
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);

    private static string Sql(int rows)
    {
        var sql = new StringBuilder(
            "INSERT INTO toll_free_numbers (id, number, note, warning, status, available_since, created_at, source, row_version) VALUES "
        );
        for (var i = 0; i < rows; i++)
        {
            var at = SharedParameters + i * RowParameters;
            sql.Append(
                CultureInfo.InvariantCulture,
                $"{(i > 0 ? "," : "")}(?{at + 1},?{at + 2},?{at + 3},?{at + 4},'available',?1,?1,?2,1)"
            );
        }

        return sql.Append(" ON CONFLICT (number) DO NOTHING").ToString();
    }
}
