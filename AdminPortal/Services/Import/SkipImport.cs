using AdminPortal.Services.Writes;

namespace AdminPortal.Services.Import;

/// <summary>Adds valid rows: each run in slices with their own transactions, so that others can write in between.</summary>
internal sealed class SkipImport(ImportTools tools, ImportRows rows, ImportStamp stamp) : ImportJob(tools, rows, stamp)
{
    protected override async Task TakeAsync(NumberRun run, bool isLast, CancellationToken cancel)
    {
        Tally = Tally with { Duplicates = Tally.Duplicates + run.SortAndMerge() };
        for (var next = 0; next < run.Count; )
        {
            (next, Tally) = await WriteAsync(() => WriteSliceAsync(run, next, cancel), cancel);
            Tools.Feed.Publish(new PortalChange(ChangeKind.Numbers, []));
            Tools.Feed.Publish(new PortalChange(ChangeKind.Imports, [Stamp.Id]));
            Rows.ReportAdded(Tally.Settled);
        }
    }

    private async Task<(int Next, ImportTally Tally)> WriteSliceAsync(NumberRun run, int from, CancellationToken cancel)
    {
        var stock = new StockDelta(StockDelta.AnyImportStripe());
        var slice = await Store.AddSliceAsync(run, from, Stamp, stock, cancel);
        var tally = Tally with { Added = Tally.Added + slice.Added, Duplicates = Tally.Duplicates + (slice.Next - from - slice.Added) };
        await Store.ApplyAsync(stock, cancel);
        await Store.SaveTallyAsync(Stamp.Id, tally, cancel);
        return (slice.Next, tally);
    }
}
