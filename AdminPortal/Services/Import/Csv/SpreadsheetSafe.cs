namespace AdminPortal.Services.Import.Csv;

/// <summary>
/// Keeps a spreadsheet from taking a cell for a formula, and gives the cell back as it was. Both directions stand here,
/// so that an export reads back in without a change.
/// </summary>
public static class SpreadsheetSafe
{
    // Behind these a spreadsheet sees a formula or a new cell (OWASP, CSV injection); the last four are full-width.
    private static readonly System.Buffers.SearchValues<char> Dangerous =
        System.Buffers.SearchValues.Create("=+-@\t\r\n＝＋－＠");

    /// <summary>The cell as an export writes it: with an apostrophe before it where it would be dangerous without.</summary>
    public static string Escape(string cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        // A cell that already looks escaped gets one more, so that taking one off gives it back.
        return IsGuardedOrDangerous(cell) ? "'" + cell : cell;
    }

    /// <summary>The cell as it was before <see cref="Escape"/>; other text is unchanged.</summary>
    public static string Unescape(string cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.Length > 1 && cell[0] == '\'' && IsGuardedOrDangerous(cell.AsSpan(1)) ? cell[1..] : cell;
    }

    private static bool IsGuardedOrDangerous(ReadOnlySpan<char> cell)
    {
        var first = cell.IndexOfAnyExcept('\'');
        return first >= 0 && Dangerous.Contains(cell[first]);
    }
}
