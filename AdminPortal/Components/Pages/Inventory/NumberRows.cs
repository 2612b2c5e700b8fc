using AdminPortal.Services;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>The numbers of one filter in one order, by position. A short list is read completely at first. For a long one, rows at some
/// positions are remembered, so that a jump to the 900,000th row skips few rows.</summary>
internal sealed class NumberRows(InventoryService inventory, Actor actor, NumberFilter filter, NumberSort sort)
{
    /// <summary>More rows than people select as a range; for more, select all matches.</summary>
    public const int MostBetween = 10_000;

    private const int MostMarks = 2_000;

    private readonly SortedList<long, NumberRecord> _marks = [];
    private IReadOnlyList<string>? _all;
    private long? _total;

    public NumberFilter Filter => filter;

    public NumberSort Sort => sort;

    /// <summary>How many match; read once until <see cref="Forget"/>.</summary>
    public async Task<Outcome<long>> CountAsync(CancellationToken cancel)
    {
        if (_total is { } known)
            return known;
        // SQLite runs on the caller's thread: on another one, so that a long search does not block typing.
        var few = await inventory.FewAsync(actor, filter, sort, cancel);
        if (!few.IsDone)
            return few.Refusal;
        _all = few.Value.All;
        var count = _all is not null ? _all.Count : await inventory.CountAsync(actor, filter, cancel);
        _total = count.IsDone ? count.Value : null;
        return count;
    }

    /// <summary>The rows from <paramref name="position"/> on.</summary>
    public async Task<Outcome<IReadOnlyList<NumberRecord>>> WindowAsync(long position, int count, CancellationToken cancel)
    {
        if (_all is { } all)
        {
            var wanted = all.Skip((int)Math.Min(position, all.Count)).Take(count).ToList();
            return await inventory.RecordsAsync(actor, wanted, cancel);
        }

        var (at, before) = MarkBefore(position);
        var rows = await inventory.WindowAsync(actor, filter, sort, before, (int)(position - at), count, cancel);
        if (rows.IsDone && rows.Value.Count > 0)
            Mark(position + rows.Value.Count, rows.Value[^1]);
        return rows;
    }

    /// <summary>The rows between two positions, in either order; at most <see cref="MostBetween"/>, counted from the first.</summary>
    public async Task<IReadOnlyList<NumberRecord>> BetweenAsync(long one, long other, CancellationToken cancel)
    {
        var (from, to) = (Math.Min(one, other), Math.Max(one, other));
        return (await WindowAsync(from, (int)Math.Min(to - from + 1, MostBetween), cancel)).Value ?? [];
    }

    /// <summary>Drops remembered rows, because numbers were added or removed.</summary>
    public void Forget()
    {
        _total = null;
        _all = null;
        _marks.Clear();
    }

    private void Mark(long position, NumberRecord before)
    {
        if (_marks.Count >= MostMarks)
            _marks.Clear();
        _marks[position] = before;
    }

    /// <summary>The last known row at or before a position; the start of the list if there is none.</summary>
    private (long At, NumberRecord? Before) MarkBefore(long position)
    {
        var (low, high) = (0, _marks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_marks.GetKeyAtIndex(middle) <= position)
                low = middle + 1;
            else
                high = middle;
        }

        return low == 0 ? (0, null) : (_marks.GetKeyAtIndex(low - 1), _marks.GetValueAtIndex(low - 1));
    }
}
