using AdminPortal.Services.Provisioning;
using Npgsql;

namespace AdminPortal.Benchmarks;

/// <summary>Provisioning in the service, compared on PostgreSQL with SKIP LOCKED in one statement, on one node and on two.</summary>
internal static class ProvisioningServiceBenchmark
{
    public static async Task RunAsync(string? postgres, int callers, int calls)
    {
        Measure.Title(
            $"Provisioning in the service, {(postgres is null ? "SQLite" : "PostgreSQL")}, {callers} callers, {calls:N0} businesses"
        );
        await using var bench = await Bench.StartAsync(postgres);
        await BenchData.AddNumbersAsync(bench, 3 * calls + 2_000);
        var businesses = await BenchData.AddBusinessesAsync(bench, 3 * calls + 2_000);
        await ServeAsync([bench], businesses.Take(2_000).ToList(), callers);

        double? baseline = null;
        if (postgres is not null)
        {
            var skip = await SkipLockedAsync(bench, businesses.Skip(2_000).Take(calls).ToList(), callers);
            Measure.Line("SKIP LOCKED over the partial index, one statement a call", skip);
            baseline = skip.PerSecond;
        }

        var one = await ServeAsync([bench], businesses.Skip(2_000 + calls).Take(calls).ToList(), callers);
        Measure.Line("ProvisioningService", one);
        var (batches, retries) = bench.Get<ProvisioningService>().Counters;
        Measure.Line("batches", batches);
        Measure.Ratio("retries a batch", (double)retries / batches, 0.05, atLeast: false);
        if (baseline is { } skipLocked)
        {
            Measure.Ratio("against SKIP LOCKED", one.PerSecond / skipLocked, 1.5);
            await using var other = await bench.AnotherAsync();
            var two = await ServeAsync([bench, other], businesses.Skip(2_000 + 2 * calls).Take(calls).ToList(), callers);
            Measure.Line("two nodes", two);
            Measure.Ratio("two nodes against SKIP LOCKED", two.PerSecond / skipLocked, 1.5);
        }
    }

    private static Task<Load> ServeAsync(Bench[] nodes, List<Guid> businesses, int callers) =>
        Measure.LoadAsync(
            callers,
            businesses.Count,
            async (caller, call) =>
            {
                var given = await nodes[caller % nodes.Length]
                    .Get<ProvisioningService>()
                    .ProvisionAsync(Bench.Admin, businesses[call], CancellationToken.None);
                if (!given.IsDone)
                    throw new InvalidOperationException(given.ToString());
            }
        );

    /// <summary>The common queue pattern in PostgreSQL: no ledger, no audit, no check of the business.</summary>
    private static async Task<Load> SkipLockedAsync(Bench bench, List<Guid> businesses, int callers)
    {
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(bench.ConnectionString) { MaxPoolSize = callers, MaxAutoPrepare = 10 }.ToString()
        );
        return await Measure.LoadAsync(
            callers,
            businesses.Count,
            async (_, call) =>
            {
                await using var command = source.CreateCommand(
                    """
                    UPDATE toll_free_numbers SET status = 'assigned', assigned_to = $1, assigned_at = now(), available_since = NULL,
                        row_version = row_version + 1
                    WHERE id = (SELECT id FROM toll_free_numbers WHERE available_since IS NOT NULL
                        ORDER BY available_since, number LIMIT 1 FOR UPDATE SKIP LOCKED)
                    """
                );
                command.Parameters.Add(new NpgsqlParameter { Value = businesses[call] });
                if (await command.ExecuteNonQueryAsync() != 1)
                    throw new InvalidOperationException("None was free.");
            }
        );
    }
}
