using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Import.Uploads;

/// <summary>Determines what an import would do with each row of a file, without writing. Memory is bounded: 16 MB of numbers at a
/// time.</summary>
internal sealed class UploadCheck(
    PortalDatabase database,
    CsvSpool spool,
    CsvFormat format,
    NumberReader numbers,
    Action<long, long> progress
)
{
    private const int ChunkNumbers = 5_000;

    /// <summary>Reasons name the invalid character, so an unusual file may have thousands of them.</summary>
    private const int MostReasons = 30;

    private readonly RowSample _new = new();
    private readonly RowSample _repeated = new();
    private readonly RowSample _doubtful = new();
    private readonly RowSample _otherReasons = new();
    private readonly SortedDictionary<NumberStatus, RowSample> _known = [];
    private readonly Dictionary<string, RowSample> _rejected = [];
    private long _rows;
    private long _settled;

    /// <summary>Rows compared at a time; tests use a small value.</summary>
    public int MostRows { get; init; } = 1_000_000;

    /// <summary>Reads the whole file and compares it with the inventory. Takes about three seconds for a million rows.</summary>
    public async Task<UploadPreview> RunAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var store = ImportStore.On(connection, null);
        using var earlier = new Earlier();
        var run = new LineRun(Math.Clamp(format.Records, 1, MostRows));
        using var reader = new NumberCsvReader(spool, format, numbers);
        while (reader.TryRead(out var row))
        {
            if (++_rows % 4096 == 0)
            {
                cancel.ThrowIfCancellationRequested();
                progress(_rows, _settled);
            }

            if (!row.Reading.IsNumber)
            {
                Reject(row);
                continue;
            }

            if (row.Reading.Warning is not null)
                _doubtful.Add(row.Line, row.Reading.Number);
            if (run.Count == run.Rows.Length)
            {
                await CompareAsync(run, store, earlier.Begin(), cancel);
                run.Clear();
            }

            run.Add(row.Reading.Number, row.Line);
        }

        await CompareAsync(run, store, earlier.Numbers, cancel);
        return new UploadPreview(
            _rows,
            _new.ToGroup(),
            _repeated.ToGroup(),
            [.. _known.Select(k => new KnownRows(k.Key, k.Value.ToGroup()))],
            Reasons(),
            _doubtful.ToGroup()
        );
    }

    private void Reject(in CsvNumberRow row)
    {
        _settled++;
        var sample = _otherReasons;
        if (_rejected.TryGetValue(row.Reading.Reason!, out var known))
            sample = known;
        else if (_rejected.Count < MostReasons)
            _rejected.Add(row.Reading.Reason!, sample = new RowSample());
        sample.Add(row.Line, TextRules.Visible(row.RawRecord!));
    }

    private async Task CompareAsync(LineRun run, ImportStore store, FreshNumbers? earlier, CancellationToken cancel)
    {
        var distinct = run.SortAndMerge((line, number) => _repeated.Add(line, number));
        _settled += run.Count - distinct;
        for (var from = 0; from < distinct; from += ChunkNumbers)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(ChunkNumbers, distinct - from);
            var chunk = new Dictionary<string, (E164 Number, long Line)>(count);
            foreach (var (number, line) in run.Rows.AsSpan(from, count))
                chunk.Add(number.ToString(), (number, line));
            await CompareAsync(chunk, store, earlier, cancel);
            _settled += count;
            progress(_rows, _settled);
        }
    }

    private async Task CompareAsync(
        Dictionary<string, (E164 Number, long Line)> chunk,
        ImportStore store,
        FreshNumbers? earlier,
        CancellationToken cancel
    )
    {
        if (earlier is not null)
        {
            var fresh = earlier.Take([.. chunk.Keys]).ToHashSet();
            foreach (var repeated in chunk.Keys.Where(number => !fresh.Contains(number)).ToList())
            {
                _repeated.Add(chunk[repeated].Line, chunk[repeated].Number);
                chunk.Remove(repeated);
            }
        }

        foreach (var (number, status) in await store.FindKnownAsync([.. chunk.Keys], cancel))
        {
            if (!_known.TryGetValue(status, out var sample))
                _known.Add(status, sample = new RowSample());
            sample.Add(chunk[number].Line, chunk[number].Number);
            chunk.Remove(number);
        }

        foreach (var (number, line) in chunk.Values)
            _new.Add(line, number);
    }

    private List<RejectedRows> Reasons()
    {
        var reasons = _rejected.OrderByDescending(r => r.Value.Count).Select(r => new RejectedRows(r.Key, r.Value.ToGroup())).ToList();
        if (_otherReasons.Count > 0)
            reasons.Add(new RejectedRows(null, _otherReasons.ToGroup()));
        return reasons;
    }

    /// <summary>The numbers of earlier runs; not needed for a file that fits into one run.</summary>
    private sealed class Earlier : IDisposable
    {
        public FreshNumbers? Numbers { get; private set; }

        public FreshNumbers Begin() => Numbers ??= new FreshNumbers();

        public void Dispose() => Numbers?.Dispose();
    }

    /// <summary>Numbers with their lines, to be sorted.</summary>
    private sealed class LineRun(long most)
    {
        public (E164 Number, long Line)[] Rows { get; } = new (E164, long)[most];

        public int Count { get; private set; }

        public void Add(E164 number, long line) => Rows[Count++] = (number, line);

        public void Clear() => Count = 0;

        /// <summary>Sorts by number and then by line; returns how many distinct numbers there are.</summary>
        public int SortAndMerge(Action<long, E164> repeated)
        {
            var rows = Rows.AsSpan(0, Count);
            rows.Sort();
            var kept = 0;
            foreach (var row in rows)
            {
                if (kept > 0 && Rows[kept - 1].Number == row.Number)
                    repeated(row.Line, row.Number);
                else
                    Rows[kept++] = row;
            }

            return kept;
        }
    }
}
