namespace AdminPortal.Components.Pages.Inventory;

/// <summary>Makes every row of a list of any length reachable in a scroll area of limited height. Browsers limit the height (Chromium
/// 33,554,428 px, Firefox 17,895,697 px) and render nothing past it, so a long list gets <see cref="MostRows"/> rows of scroll area, and an
/// index there is mapped to a position in the list: scrolling by wheel or key moves row by row, dragging the scrollbar moves
/// proportionally, and both ends are exact.</summary>
internal sealed class RowScale
{
    /// <summary>14,400,000 px at 36 px a row.</summary>
    public const int MostRows = 400_000;

    /// <summary>Within this distance of either end, index and position correspond exactly.</summary>
    private const int Edge = 1_000;

    /// <summary>A move of at most this many rows comes from wheel or keys.</summary>
    private const int Near = 200;

    private int _index;
    private long _ahead;

    /// <summary>How many rows the scroll area has for a list of <paramref name="total"/>.</summary>
    public static int RowsFor(long total) => (int)Math.Min(total, MostRows);

    /// <summary>The position in the list that the row at <paramref name="index"/> of the scroll area shows.</summary>
    public long PositionOf(int index, long total)
    {
        var slack = total - RowsFor(total);
        _ahead =
            index <= Edge ? 0
            : index >= MostRows - Edge ? slack
            : Math.Abs(index - _index) <= Near ? Math.Min(_ahead, slack)
            : (long)((index - Edge) / (double)(MostRows - 2 * Edge) * slack);
        _index = index;
        return index + _ahead;
    }
}
