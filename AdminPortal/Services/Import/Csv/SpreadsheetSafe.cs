using System.Buffers;
using System.Text;

namespace AdminPortal.Services.Import.Csv;

/// <summary>Escapes cells so that spreadsheets do not evaluate them as formulas, and removes the escaping. Both directions are here, so
/// that an export can be imported without changes.</summary>
public static class SpreadsheetSafe
{
    // After these a spreadsheet sees a formula or a new cell (OWASP, CSV injection); the last four are full-width.
    private static readonly SearchValues<char> s_dangerous = SearchValues.Create("=+-@\t\r\n＝＋－＠");
    private const int MostNumberChars = 16;

    // No formula calls a function or another program without one of these.
    private static readonly SearchValues<char> s_calls = SearchValues.Create("(!（！");

    private static readonly SearchValues<char> s_formula = SearchValues.Create("=+-@＝＋－＠");

    // A program that opens the file with another separator starts new cells at these, quoted or not.
    private static readonly SearchValues<char> s_separators = SearchValues.Create([.. CsvDialect.Delimiters, '\r', '\n']);

    /// <summary>The cell with an apostrophe wherever a formula could begin.</summary>
    public static string Escape(string cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return Rewrite(cell, isEscaping: true);
    }

    /// <summary>The cell as it was before <see cref="Escape"/>; other text is unchanged.</summary>
    public static string Unescape(string cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.Contains('\'') ? Rewrite(cell, isEscaping: false) : cell;
    }

    /// <summary>Whether the cell is an international number in digits, which a spreadsheet reads as that number and not as a
    /// formula.</summary>
    public static bool IsNumber(string cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.Length is > 1 and <= MostNumberChars && cell[0] == '+' && !cell.AsSpan(1).ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>The cells of a row of unknown content, escaped; numbers stay as they are. A spreadsheet that takes the comma for a decimal
    /// separator joins a number with the next cell, so a row in which that could become a formula gets its apostrophes.</summary>
    public static IEnumerable<string> EscapeRow(IReadOnlyList<string> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var isHarmless = !cells.Any(cell => cell.AsSpan().ContainsAny(s_calls));
        return cells.Select(cell => isHarmless && IsNumber(cell) ? cell : Escape(cell));
    }

    private static string Rewrite(string cell, bool isEscaping)
    {
        StringBuilder? changed = null;
        var copied = 0;
        for (var at = SkipQuotes(cell, 0); at >= 0; at = NextStart(cell, at))
        {
            var apostrophes = cell.AsSpan(at).IndexOfAnyExcept('\'');
            if (apostrophes < 0 || !(at == 0 ? s_dangerous : s_formula).Contains(cell[at + apostrophes]))
                continue;
            // A cell that already looks escaped gets one more apostrophe, so that unescaping restores it.
            if (!isEscaping && apostrophes == 0)
                continue;
            changed ??= new StringBuilder(cell.Length + 4);
            changed.Append(cell, copied, at - copied);
            copied = isEscaping ? at : at + 1;
            if (isEscaping)
                changed.Append('\'');
        }

        return changed is null ? cell : changed.Append(cell, copied, cell.Length - copied).ToString();
    }

    /// <summary>Where the next cell would start: after a separator and the following quotes; -1 if there is none.</summary>
    private static int NextStart(string cell, int from)
    {
        var separator = from >= cell.Length ? -1 : cell.AsSpan(from).IndexOfAny(s_separators);
        if (separator < 0)
            return -1;
        return SkipQuotes(cell, from + separator + 1);
    }

    private static int SkipQuotes(string cell, int start)
    {
        while (start < cell.Length && cell[start] == '"')
            start++;
        return start < cell.Length ? start : -1;
    }
}
