using AdminPortal.Services.Import.Csv;

namespace AdminPortal.Services.Import;

/// <summary>
/// Rejected rows until they are written: a batch of them at a time, however many the file has. The first of them brings the names of the
/// columns along, as line 0, so that the rows can be corrected in a file like the one they came from.
/// </summary>
internal sealed class RejectBuffer(CsvFormat format)
{
    /// <summary>What is kept of a row: more than any list of numbers has, so that only the strangest rows are cut.</summary>
    public const int MostChars = 8_000;

    private const int MostRows = 4_000;
    private const int MostBufferedChars = 1_000_000;

    private readonly List<RejectedRow> _rows = [];
    private readonly int _width = RejectsCsv.WidthOf(format);
    private bool _hasHeader;
    private int _chars;

    public IReadOnlyList<RejectedRow> Rows => _rows;

    public bool IsFull => _rows.Count >= MostRows || _chars >= MostBufferedChars;

    public void Add(in CsvNumberRow row)
    {
        if (!_hasHeader)
            Add(RejectsCsv.HeaderLine, RejectsCsv.HeaderOf(format), "");
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
            // No database takes half of a surrogate pair.
            if (cell.Length > 0 && char.IsHighSurrogate(cell[^1]))
                cell = cell[..^1];
            left -= cell.Length;
            yield return Whole(cell);
        }
    }

    // Nor does it take other broken text, which a file in UTF-16 can hold.
    private static string Whole(string cell) => TextRules.Visible(cell);
}
