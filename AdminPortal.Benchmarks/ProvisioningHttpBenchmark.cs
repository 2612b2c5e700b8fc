using System.Globalization;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Keys;

namespace AdminPortal.Benchmarks;

/// <summary>Provisioning over HTTP, with a key, ledger and audit, compared with the same program's <c>GET /health/live</c>. After a warm-up
/// until the rate is steady, both run alternately, so that a busy moment of the machine hits both.</summary>
internal static class ProvisioningHttpBenchmark
{
    private const int Rounds = 7;
    private const int LeastWarmUps = 4;
    private const int MostWarmUps = 8;

    /// <summary>More than a portal serves in one round on any machine so far.</summary>
    private const int MostInRound = 30_000;

    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(string? postgres, int connections)
    {
        var load = HttpLoad.Find();
        Measure.Title(
            $"Provisioning over HTTP, {(postgres is null ? "SQLite" : "PostgreSQL")}, {connections} connections, load by {load.Name}"
        );
        await using var bench = await Bench.StartAsync(postgres);
        await BenchData.ImportAsync(bench, (MostWarmUps + Rounds) * MostInRound);
        var bodies = new Queue<string>(
            (await BenchData.AddBusinessesAsync(bench, (MostWarmUps + Rounds) * MostInRound)).Select(id => $$"""{"business_id":"{{id}}"}""")
        );
        var key = (
            await bench.Get<ApiKeyService>().CreateAsync(Bench.Admin, "benchmark", PortalRole.Admin, null, null, CancellationToken.None)
        )
            .Value!
            .Key;
        using var server = await PortalServer.StartAsync(bench.Database.Settings);
        Measure.Line("memory when idle", $"{server.ResidentMegabytes:N0} MB");
        await WarmUpAsync(LiveAsync);
        await WarmUpAsync(ProvisionAsync);

        var (baselines, rounds) = (new List<Load>(), new List<Load>());
        var (processor, requests) = (TimeSpan.Zero, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            baselines.Add(await LiveAsync());
            var before = server.ProcessorTime;
            rounds.Add(await ProvisionAsync());
            processor += server.ProcessorTime - before;
            requests += rounds[^1].PerSecond * s_round.TotalSeconds;
        }

        Measure.Line($"GET /health/live, median of {Rounds}", Median(baselines));
        Measure.Line($"POST /api/phone/provision, median of {Rounds}", Median(rounds));
        Measure.Line("processor time of a provisioning", $"{processor.TotalMicroseconds / requests:N0} µs");
        Compare("throughput against live", (p, l) => p.PerSecond / l.PerSecond, 0.30);
        Compare("p99 against live's", (p, l) => p.P99 / l.P99, 3, atLeast: false);
        Measure.Line("memory afterwards", $"{server.ResidentMegabytes:N0} MB");

        Task<Load> LiveAsync() => load.RunAsync(server.Port, connections, s_round, new HttpRequests("GET", "/health/live"));

        Task<Load> ProvisionAsync() =>
            load.RunAsync(
                server.Port,
                connections,
                s_round,
                new HttpRequests("POST", "/api/phone/provision", key, [.. Enumerable.Range(0, MostInRound).Select(_ => bodies.Dequeue())])
            );

        void Compare(string what, Func<Load, Load, double> ratio, double goal, bool atLeast = true)
        {
            var ratios = rounds.Zip(baselines, ratio).Order().ToList();
            Measure.Ratio(what, ratios[Rounds / 2], goal, atLeast);
            Measure.Line("  lowest to highest", string.Create(CultureInfo.InvariantCulture, $"{ratios[0]:N2} to {ratios[^1]:N2}"));
        }
    }

    /// <summary>Until the rate no longer rises: the portal is then compiled for this load.</summary>
    private static async Task WarmUpAsync(Func<Task<Load>> run)
    {
        var best = 0.0;
        for (var i = 1; i <= MostWarmUps; i++)
        {
            var now = (await run()).PerSecond;
            if (i >= LeastWarmUps && now < best * 1.03)
                return;
            best = Math.Max(best, now);
        }
    }

    private static Load Median(List<Load> loads) => loads.OrderBy(l => l.PerSecond).ElementAt(loads.Count / 2);
}
