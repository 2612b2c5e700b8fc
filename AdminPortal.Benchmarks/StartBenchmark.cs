namespace AdminPortal.Benchmarks;

/// <summary>From the start of the process until it is ready, on a migrated database.</summary>
internal static class StartBenchmark
{
    private const int Starts = 5;

    public static async Task RunAsync()
    {
        Measure.Title($"Start, the middle one of {Starts}, {(PortalServer.Published is null ? "as built" : "published")}");
        await using var bench = await Bench.StartAsync(null);
        var seconds = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            using var server = await PortalServer.StartAsync(bench.Database.Settings);
            seconds.Add(server.StartUp.TotalSeconds);
        }

        Measure.Ratio("seconds to ready", seconds.Order().ElementAt(Starts / 2), 2, atLeast: false);
    }
}
