using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Inventory;

namespace AdminPortal.Benchmarks;

/// <summary>The inventory page's queries in the service: a page of 100 with its total, at any depth, with any filter.</summary>
internal static class ListingBenchmark
{
    private const int Calls = 30;

    public static async Task RunAsync(string? postgres, int rows)
    {
        Measure.Title($"Listing, {(postgres is null ? "SQLite" : "PostgreSQL")}, {rows:N0} numbers (medians, milliseconds)");
        await using var bench = await Bench.StartAsync(postgres);
        await BenchData.FillAsync(bench, rows);
        var inventory = bench.Get<InventoryService>();

        await PageAsync("first page", new NumberFilter(), null);
        await PageAsync("page in the middle, by cursor", new NumberFilter(), "+18553");
        await PageAsync("page near the end, by cursor", new NumberFilter(), "+18889");
        foreach (var status in Enum.GetValues<NumberStatus>())
            await PageAsync($"state {status}", new NumberFilter(status), null);
        await PageAsync("prefix 877", new NumberFilter(Prefix: "877"), null);
        await PageAsync("prefix 877, state Quarantined", new NumberFilter(NumberStatus.Quarantined, Prefix: "877"), "+18775");
        await PageAsync("one number, written in full", new NumberFilter(Query: BenchData.Number(rows / 2)), null);
        await SearchAsync("555");
        await SearchAsync("FLOWERS");
        var jump = await Measure.MedianAsync(
            Calls,
            async _ => await inventory.WindowAsync(Bench.Admin, new(), NumberSort.Default, null, rows / 2, 50, CancellationToken.None)
        );
        Measure.Line("jump of the scroll bar to the middle, no cursor known", $"{jump:N2} ms");
        var counts = await Measure.MedianAsync(Calls, async _ => await inventory.SummaryAsync(Bench.Admin, CancellationToken.None));
        Measure.Ratio("counts by state and prefix", counts, 1, atLeast: false);

        async Task SearchAsync(string run)
        {
            var search = await Measure.MedianAsync(
                Calls,
                async _ => await inventory.ListAsync(Bench.Admin, new(Query: run), null, 100, CancellationToken.None)
            );
            Measure.Ratio($"contains {run}, first page", search, 100, atLeast: false);
            var count = await Measure.MedianAsync(
                Calls,
                async _ => await inventory.CountAsync(Bench.Admin, new(Query: run), CancellationToken.None)
            );
            Measure.Ratio($"contains {run}, how many", count, 100, atLeast: false);
        }

        async Task PageAsync(string what, NumberFilter filter, string? after)
        {
            var cursor = after is null ? null : Cursor.Encode(after);
            var time = await Measure.MedianAsync(
                Calls,
                async _ =>
                {
                    var total = await inventory.CountAsync(Bench.Admin, filter, CancellationToken.None);
                    var page = await inventory.ListAsync(Bench.Admin, filter, cursor, 100, CancellationToken.None);
                    if (!total.IsDone || !page.IsDone)
                        throw new InvalidOperationException($"{total} {page}");
                }
            );
            Measure.Ratio(what, time, 10, atLeast: false);
        }
    }
}
