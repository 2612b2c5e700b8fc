using AdminPortal.Data.Entities;
using AdminPortal.Services.Keys;

namespace AdminPortal.Benchmarks;

/// <summary>Provisioning over HTTP, with a key, ledger and audit, compared with the same program's <c>GET /health/live</c>.</summary>
internal static class ProvisioningHttpBenchmark
{
    private const int Connections = 64;

    public static async Task RunAsync(string? postgres, int calls)
    {
        Measure.Title(
            $"Provisioning over HTTP, {(postgres is null ? "SQLite" : "PostgreSQL")}, {Connections} connections, {calls:N0} businesses"
        );
        await using var bench = await Bench.StartAsync(postgres);
        await BenchData.AddNumbersAsync(bench, calls);
        var businesses = await BenchData.AddBusinessesAsync(bench, calls);
        var key = (
            await bench.Get<ApiKeyService>().CreateAsync(Bench.Admin, "benchmark", PortalRole.Admin, null, null, CancellationToken.None)
        )
            .Value!
            .Key;
        using var server = await PortalServer.StartAsync(bench.Database.Settings);
        Measure.Line("memory when idle", $"{server.ResidentMegabytes:N0} MB");

        using var load = new HttpLoad(server.Port, Connections);
        var live = HttpLoad.Request("GET", "/health/live");
        var asks = businesses
            .Select(id => HttpLoad.Request("POST", "/api/phone/provision", key, $$"""{"business_id":"{{id}}"}"""))
            .ToArray();
        var warm = calls / 5;
        await Measure.LoadAsync(Connections, warm, (connection, _) => SendAsync(load, connection, live));
        await Measure.LoadAsync(Connections, warm, (connection, call) => SendAsync(load, connection, asks[call]));

        var baseline = await Measure.LoadAsync(Connections, 4 * calls, (connection, _) => SendAsync(load, connection, live));
        var provisioning = await Measure.LoadAsync(
            Connections,
            calls - warm,
            (connection, call) => SendAsync(load, connection, asks[warm + call])
        );
        Measure.Line("GET /health/live", baseline);
        Measure.Line("POST /api/phone/provision", provisioning);
        Measure.Ratio("throughput against live", provisioning.PerSecond / baseline.PerSecond, 0.20);
        Measure.Ratio("p99 against live's", provisioning.P99 / baseline.P99, 5, atLeast: false);
        Measure.Line("memory afterwards", $"{server.ResidentMegabytes:N0} MB");
    }

    private static async Task SendAsync(HttpLoad load, int connection, byte[] request)
    {
        if (await load.SendAsync(connection, request) is var status and not 200)
            throw new InvalidOperationException($"The portal answered {status}.");
    }
}
