using AdminPortal.Services;
using AdminPortal.Services.Inventory;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>
/// The numbers that match one filter, by position. Remembers which number stands before some of the positions, so that a
/// jump to the 900,000th row passes over few rows.
/// </summary>
internal sealed class NumberRows(InventoryService inventory, Actor actor, NumberFilter filter)
{
    private const int MostMarks = 10_000;

    private readonly SortedList<long, string> _marks = [];
    private long? _total;

    public NumberFilter Filter => filter;

    /// <summary>How many match; asked once until <see cref="Forget"/>.</summary>
    public async Task<Outcome<long>> CountAsync(CancellationToken cancel)
    {
        if (_total is { } known)
            return known;
        // SQLite answers on the caller's thread: elsewhere, so that a long search holds up nobody's typing.
        var count = await Task.Run(() => inventory.CountAsync(actor, filter, cancel), cancel);
        _total = count.IsDone ? count.Value : null;
        return count;
    }

    /// <summary>The rows from <paramref name="position"/> on.</summary>
    public async Task<Outcome<IReadOnlyList<NumberRecord>>> WindowAsync(long position, int count, CancellationToken cancel)
    {
        var (at, before) = MarkBefore(position);
        var rows = await Task.Run(() => inventory.WindowAsync(actor, filter, before, (int)(position - at), count, cancel), cancel);
        if (rows.IsDone && rows.Value.Count > 0)
            Mark(position + rows.Value.Count, rows.Value[^1].Number);
        return rows;
    }

    /// <summary>Drops what was remembered, since numbers came or went.</summary>
    public void Forget()
    {
        _total = null;
        _marks.Clear();
    }

    private void Mark(long position, string before)
    {
        if (_marks.Count >= MostMarks)
            _marks.Clear();
        _marks[position] = before;
    }

    /// <summary>The last known mark at or before a position; the start of the list when there is none.</summary>
    private (long At, string? Before) MarkBefore(long position)
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
