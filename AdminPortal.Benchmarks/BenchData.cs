using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Numbers;

namespace AdminPortal.Benchmarks;

/// <summary>Fills a database with what a measurement needs, in large transactions.</summary>
internal static class BenchData
{
    private static readonly int[] s_prefixes = [800, 833, 844, 855, 866, 877, 888];

    /// <summary>The nth of up to 56 million distinct toll-free numbers, spread over the whole range in no order.</summary>
    public static string Number(long index)
    {
        const long perPrefix = 8_000_000,
            space = 7 * perPrefix,
            step = 46_913_579;
        var at = (index + 1) % space * step % space;
        return $"+1{s_prefixes[at / perPrefix]}{at % perPrefix + 2_000_000:D7}";
    }

    /// <summary>Adds available numbers.</summary>
    public static async Task AddNumbersAsync(Bench bench, int count)
    {
        foreach (var chunk in Enumerable.Range(0, count).Chunk(NumberService.MostAtOnce))
        {
            var added = await bench.Get<NumberService>().AddAsync(Bench.Admin, [.. chunk.Select(i => Number(i))], CancellationToken.None);
            if (added.Value?.Added != chunk.Length)
                throw new InvalidOperationException(added.ToString());
        }
    }

    /// <summary>Adds available numbers as an admin does, from a file, so that the rows lie in the database as they do in use.</summary>
    public static async Task ImportAsync(Bench bench, int count)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, count).Select(i => Number(i)).Prepend("number"));
        await PortalServer.PeakOfImportAsync(bench.Database.Settings, file);
    }

    /// <summary>Fills an inventory with numbers in one statement: most available, one in a thousand in quarantine, one in a hundred
    /// inactive.</summary>
    public static async Task FillAsync(Bench bench, int rows)
    {
        var isSqlite = bench.Database.IsSqlite;
        var (id, now, index, from) = isSqlite
            ? (
                "randomblob(16)",
                "1793520000000000",
                "i",
                "(WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT @rows) SELECT i FROM n)"
            )
            : ("gen_random_uuid()", "timestamptz '2026-11-01'", "i", "(SELECT generate_series(0, @rows - 1)::bigint AS i)");
        var numbers = $"""
            INSERT INTO toll_free_numbers (id, number, status, available_since, quarantined_until, source, created_at, row_version)
            SELECT {id}, '+1' ||
                CASE at / 8000000 WHEN 0 THEN '800' WHEN 1 THEN '833' WHEN 2 THEN '844' WHEN 3 THEN '855'
                    WHEN 4 THEN '866' WHEN 5 THEN '877' ELSE '888' END
                   || CAST(at % 8000000 + 2000000 AS text),
                   CASE WHEN i % 1000 = 0 THEN 'quarantined' WHEN i % 100 = 1 THEN 'inactive' ELSE 'available' END,
                   CASE WHEN i % 1000 = 0 OR i % 100 = 1 THEN NULL ELSE {now} END,
                   CASE WHEN i % 1000 = 0 THEN {now} END, 'import:benchmark', {now}, 1
            FROM (SELECT {index} AS i, ({index} + 1) % 56000000 * 46913579 % 56000000 AS at FROM {from} AS n) AS r
            """;
        await ExecuteAsync(numbers, rows);
        await ExecuteAsync(
            """
            INSERT INTO number_counts (prefix, status, stripe, count)
            SELECT substr(number, 3, 3), status, 0, COUNT(*) FROM toll_free_numbers GROUP BY substr(number, 3, 3), status
            """,
            null
        );
        await ExecuteAsync("ANALYZE", null);

        async Task ExecuteAsync(string sql, int? parameter)
        {
            await using var connection = await bench.Database.OpenConnectionAsync(CancellationToken.None);
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.CommandTimeout = 600;
            if (parameter is { } value)
            {
                var rowsParameter = command.CreateParameter();
                rowsParameter.ParameterName = "@rows";
                rowsParameter.Value = value;
                command.Parameters.Add(rowsParameter);
            }

            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Adds businesses without numbers; returns their ids.</summary>
    public static async Task<List<Guid>> AddBusinessesAsync(Bench bench, int count)
    {
        var ids = new List<Guid>(count);
        foreach (var chunk in Enumerable.Range(0, count).Chunk(5_000))
        {
            await using var db = bench.Database.CreateDbContext();
            await using var transaction = await db.Database.BeginTransactionAsync();
            foreach (var i in chunk)
            {
                var business = new Business
                {
                    Id = UuidV7.Create(),
                    Name = $"Business {i:D7}",
                    CreatedAt = DateTimeOffset.UtcNow,
                };
                ids.Add(business.Id);
                db.Businesses.Add(business);
                db.AuditEvents.Add(
                    new AuditEvent
                    {
                        Id = UuidV7.Create(),
                        At = business.CreatedAt,
                        Actor = Bench.Admin.Name,
                        Action = AuditActions.BusinessCreated,
                        RecordType = AuditRecords.Business,
                        RecordId = business.Id,
                        BusinessId = business.Id,
                        RowVersion = 1,
                    }
                );
            }

            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        return ids;
    }
}
