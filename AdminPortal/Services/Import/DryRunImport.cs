namespace AdminPortal.Services.Import;

/// <summary>Counts what would be added, without adding anything.</summary>
internal sealed class DryRunImport(ImportTools tools, ImportRows rows, ImportStamp stamp) : ImportJob(tools, rows, stamp)
{
    private const int ChunkNumbers = 5_000;

    private FreshNumbers? _earlier;

    protected override async Task TakeAsync(NumberRun run, bool isLast, CancellationToken cancel)
    {
        Tally = Tally with { Duplicates = Tally.Duplicates + run.SortAndMerge() };
        // A file that fits into one run has no earlier runs to compare with.
        if (!isLast)
            _earlier ??= new FreshNumbers();
        for (var from = 0; from < run.Count; from += ChunkNumbers)
        {
            cancel.ThrowIfCancellationRequested();
            var numbers = Enumerable.Range(from, Math.Min(ChunkNumbers, run.Count - from)).Select(i => run.Number(i).ToString()).ToList();
            var fresh = _earlier?.Take(numbers) ?? numbers;
            var added = fresh.Count - await Store.CountKnownAsync(fresh, cancel);
            Tally = Tally with { Added = Tally.Added + added, Duplicates = Tally.Duplicates + (numbers.Count - added) };
            Rows.ReportAdded(Tally.Settled);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _earlier?.Dispose();
        await base.DisposeAsync();
    }
}
