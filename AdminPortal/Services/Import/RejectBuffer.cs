using AdminPortal.Services.Import.Csv;

namespace AdminPortal.Services.Import;

/// <summary>Collects rejected rows and writes them in batches. The first batch also stores the column names and the delimiter as
/// line 0, so that the rows can be corrected in a file of the same shape.</summary>
internal sealed class RejectBuffer(CsvFormat format)
{
    /// <summary>Longest stored row: more than any normal list needs, so only unusual rows are truncated.</summary>
    public const int MostChars = 8_000;

    private const int MostRows = 4_000;
    private const int MostBufferedChars = 1_000_000;

    private readonly List<RejectedRow> _rows = [];
    private readonly int _width = RejectsCsv.HeaderOf(format).Count;
    private bool _hasHeader;
    private int _chars;

    public IReadOnlyList<RejectedRow> Rows => _rows;

    public bool IsFull => _rows.Count >= MostRows || _chars >= MostBufferedChars;

    public void Add(in CsvNumberRow row)
    {
        if (!_hasHeader)
            Add(RejectsCsv.HeaderLine, RejectsCsv.HeaderOf(format), RejectsCsv.DelimiterText(format.Delimiter));
        _hasHeader = true;
        Add(row.Line, row.Cells!, row.Reading.Reason!);
    }

    public void Clear()
    {
        _rows.Clear();
        _chars = 0;
    }

    private void Add(long line, IReadOnlyList<string> cells, string reason)
    {
        var text = CsvDialect.Line(Cut(cells));
        _rows.Add(new RejectedRow(line, text, reason));
        _chars += text.Length;
    }

    private IEnumerable<string> Cut(IReadOnlyList<string> cells)
    {
        var left = MostChars;
        for (var i = 0; i < cells.Count && i < _width; i++)
        {
            var cell = cells[i].Length <= left ? cells[i] : cells[i][..left];
            // Databases reject half of a surrogate pair.
            if (cell.Length > 0 && char.IsHighSurrogate(cell[^1]))
                cell = cell[..^1];
            left -= cell.Length;
            yield return Whole(cell);
        }
    }

    // They also reject other invalid text, which a UTF-16 file may contain.
    private static string Whole(string cell) => TextRules.Visible(cell);
}
