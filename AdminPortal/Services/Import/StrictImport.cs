using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AdminPortal.Services.Import;

/// <summary>Adds all or nothing: the whole file is checked first, and if no row is rejected everything is added in the last transaction. On
/// SQLite other writers wait about ten seconds for a million numbers, and are refused with a retry time if that is longer than they
/// wait.</summary>
internal sealed class StrictImport(ImportTools tools, ImportRows rows, ImportStamp stamp) : ImportJob(tools, rows, stamp)
{
    /// <summary>The file's only run; null if it has more, which are then read again.</summary>
    private NumberRun? _whole;
    private int _merged;

    protected override Task TakeAsync(NumberRun run, bool isLast, CancellationToken cancel)
    {
        if (isLast && Tally.Read - Tally.Rejected == run.Count)
            (_whole, _merged) = (run, run.SortAndMerge());
        return Task.CompletedTask;
    }

    public override async Task<ImportTally> FinishAsync(PortalWrite write, CancellationToken cancel)
    {
        await using var store = ImportStore.On(
            write.Db.Database.GetDbConnection(),
            write.Db.Database.CurrentTransaction!.GetDbTransaction()
        );
        await store.PrepareAsync(cancel);
        var stock = new StockDelta(StockDelta.AnyImportStripe());
        var added = _whole is null
            ? await ReadAgainAsync(store, stock, cancel)
            : await AddAsync(store, _whole, _merged, default, stock, cancel);
        await store.ApplyAsync(stock, cancel);
        return Tally with { Added = added.Added, Duplicates = added.Duplicates };
    }

    private async Task<ImportTally> ReadAgainAsync(ImportStore store, StockDelta stock, CancellationToken cancel)
    {
        var tally = default(ImportTally);
        var run = new NumberRun(Rows.Total);
        using var reader = Rows.Open();
        while (reader.TryRead(out var row))
        {
            if (run.TryAdd(row.Reading.Number, row.Note, row.Reading.Warning))
                continue;
            tally = await AddAsync(store, run, run.SortAndMerge(), tally, stock, cancel);
            run.Clear();
            run.TryAdd(row.Reading.Number, row.Note, row.Reading.Warning);
        }

        return await AddAsync(store, run, run.SortAndMerge(), tally, stock, cancel);
    }

    private async Task<ImportTally> AddAsync(
        ImportStore store,
        NumberRun run,
        int merged,
        ImportTally tally,
        StockDelta stock,
        CancellationToken cancel
    )
    {
        tally = tally with { Duplicates = tally.Duplicates + merged };
        for (var next = 0; next < run.Count; )
        {
            var slice = await store.AddSliceAsync(run, next, Stamp, stock, cancel);
            tally = tally with { Added = tally.Added + slice.Added, Duplicates = tally.Duplicates + (slice.Next - next - slice.Added) };
            next = slice.Next;
            Rows.ReportAdded(tally.Settled);
        }

        return tally;
    }
}
