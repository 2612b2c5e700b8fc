using System.Diagnostics;
using System.Globalization;
using System.Text;
using AdminPortal.Data;
using AdminPortal.Services.Import;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using SQLitePCL;

namespace AdminPortal.Benchmarks;

/// <summary>The complete import of a messy file into an empty inventory and into one of the same size, compared with the fastest plain
/// inserts of the same numbers: on SQLite sorted, 16 rows per statement, in one transaction with a large cache; on PostgreSQL by COPY into
/// a temporary table and from there with ON CONFLICT. The plain tables have the unique index on the number and the one on status and
/// number, and no other index, guard or check.</summary>
internal static class ImportBenchmark
{
    private const string Columns = "id, number, note, warning, status, available_since, created_at, source, row_version";

    public static async Task RunAsync(string? postgres, int rows)
    {
        Measure.Title($"Import of {rows:N0} messy rows, {(postgres is null ? "SQLite" : "PostgreSQL")}");
        var goal = postgres is null ? 0.5 : 0.6;
        await using var bench = await Bench.StartAsync(postgres);
        var first = MessyFile.Write(0, rows);
        var second = MessyFile.Write(rows, rows);
        var empty = await ImportAsync(bench, first);
        var full = await ImportAsync(bench, second);
        Measure.Ratio(
            "most memory of `import` as a process of its own, MB",
            await PortalServer.PeakOfImportAsync(bench.Database.Settings, MessyFile.Write(2 * rows, rows)),
            300,
            atLeast: false
        );

        await using var plain = await Bench.StartAsync(postgres);
        await MakePlainAsync(plain);
        var plainEmpty = await PlainAsync(plain, 0, rows);
        var plainFull = await PlainAsync(plain, rows, rows);
        Report("into an empty inventory", empty, plainEmpty);
        Report($"into one of {rows:N0}", full, plainFull);

        void Report(string what, Took whole, Took inserts)
        {
            Measure.Line($"{what}: plain inserts", inserts.ToString(rows));
            Measure.Line($"{what}: the whole import", whole.ToString(rows));
            Measure.Ratio($"{what}: ratio", inserts.Seconds / whole.Seconds, goal);
        }
    }

    private static async Task<Took> ImportAsync(Bench bench, string path)
    {
        await using var file = File.OpenRead(path);
        var clock = new Stopclock();
        var outcome = await bench.Get<ImportService>().ImportAsync(Bench.Admin, file, new ImportOptions(), null, CancellationToken.None);
        var took = clock.Stop();
        Measure.Line("report", outcome.IsDone ? outcome.Value : throw new InvalidOperationException(outcome.ToString()));
        File.Delete(path);
        return took;
    }

    private static async Task MakePlainAsync(Bench bench)
    {
        await using var connection = await bench.Database.OpenConnectionAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        var (id, number, time, text) = bench.Database.IsSqlite
            ? ("BLOB", "TEXT", "INTEGER", "TEXT")
            : ("uuid", "text COLLATE \"C\"", "timestamptz", "text");
        command.CommandText = $"""
            CREATE TABLE plain (id {id} PRIMARY KEY, number {number} NOT NULL UNIQUE, note {text}, warning {text}, status {text} NOT NULL,
                available_since {time},
                created_at {time} NOT NULL, source {text}, row_version BIGINT NOT NULL);
            CREATE INDEX plain_status_number ON plain (status, number);
            """;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<Took> PlainAsync(Bench bench, int from, int count)
    {
        var numbers = Enumerable.Range(from, count).Select(i => BenchData.Number(i)).Order(StringComparer.Ordinal).ToArray();
        await using var connection = await bench.Database.OpenConnectionAsync(CancellationToken.None);
        var clock = new Stopclock();
        if (connection is SqliteConnection sqlite)
            InsertPlain(sqlite, numbers);
        else
            await CopyPlainAsync((NpgsqlConnection)connection, numbers);
        return clock.Stop();
    }

    private static void InsertPlain(SqliteConnection connection, string[] numbers)
    {
        const int rows = 16;
        Execute("PRAGMA cache_size = -262144; BEGIN IMMEDIATE");
        var values = string.Join(
            ",",
            Enumerable.Range(0, rows).Select(i => $"(?{3 + 2 * i}, ?{4 + 2 * i}, NULL, NULL, 'available', ?1, ?1, ?2, 1)")
        );
        raw.sqlite3_prepare_v3(
            connection.Handle,
            $"INSERT INTO plain ({Columns}) VALUES {values}",
            raw.SQLITE_PREPARE_PERSISTENT,
            out var insert
        );
        raw.sqlite3_bind_int64(insert, 1, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000);
        raw.sqlite3_bind_text(insert, 2, $"import:{Guid.Empty}");
        Span<byte> id = stackalloc byte[16];
        Span<byte> text = stackalloc byte[16];
        for (var i = 0; i + rows <= numbers.Length; i += rows)
        {
            for (var row = 0; row < rows; row++)
            {
                UuidV7.Fill(DateTimeOffset.UtcNow, id);
                raw.sqlite3_bind_blob(insert, 3 + 2 * row, id);
                raw.sqlite3_bind_text(insert, 4 + 2 * row, text[..Encoding.ASCII.GetBytes(numbers[i + row], text)]);
            }

            if (raw.sqlite3_step(insert) != raw.SQLITE_DONE)
                throw new InvalidOperationException(raw.sqlite3_errmsg(connection.Handle).utf8_to_string());
            raw.sqlite3_reset(insert);
        }

        insert.Dispose();
        Execute("COMMIT");

        void Execute(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    private static async Task CopyPlainAsync(NpgsqlConnection connection, string[] numbers)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync("CREATE TEMP TABLE incoming (id uuid, number text) ON COMMIT DROP");
        await using (var copy = await connection.BeginBinaryImportAsync("COPY incoming FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var number in numbers)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(UuidV7.Create(), NpgsqlDbType.Uuid);
                await copy.WriteAsync(number, NpgsqlDbType.Text);
            }

            await copy.CompleteAsync();
        }

        await ExecuteAsync(
            $"""
            INSERT INTO plain ({Columns})
            SELECT id, number, NULL, NULL, 'available', now(), now(), 'import:{Guid.Empty}', 1 FROM incoming ON CONFLICT (number) DO NOTHING
            """
        );
        await transaction.CommitAsync();

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Processor time of this process, which is more meaningful than elapsed time on a shared machine.</summary>
    private sealed record Took(double Seconds, double Processor)
    {
        public string ToString(int rows) =>
            string.Create(CultureInfo.InvariantCulture, $"{rows / Seconds, 9:N0} rows/s  {Seconds:N1} s  processor {Processor:N1} s");
    }

    private sealed class Stopclock
    {
        private readonly long _started = Stopwatch.GetTimestamp();
        private readonly TimeSpan _processor = Environment.CpuUsage.TotalTime;

        public Took Stop() =>
            new(Stopwatch.GetElapsedTime(_started).TotalSeconds, (Environment.CpuUsage.TotalTime - _processor).TotalSeconds);
    }
}
