using AdminPortal.Services.Import.Csv;

namespace AdminPortal.Services.Import;

/// <summary>Rejected rows until they are written: a batch of them at a time, however many the file has.</summary>
internal sealed class RejectBuffer
{
    /// <summary>What is kept of a row: enough to know it again in the file.</summary>
    public const int MostRawChars = 1_000;

    private const int MostRows = 4_000;
    private const int MostChars = 1_000_000;

    private readonly List<RejectedRow> _rows = [];
    private int _chars;

    public IReadOnlyList<RejectedRow> Rows => _rows;

    public bool IsFull => _rows.Count >= MostRows || _chars >= MostChars;

    public void Add(in CsvNumberRow row)
    {
        var text = Cut(row.RawRecord ?? row.RawNumber);
        _rows.Add(new RejectedRow(row.Line, text, row.Reading.Reason!));
        _chars += text.Length;
    }

    public void Clear()
    {
        _rows.Clear();
        _chars = 0;
    }

    // Half of a surrogate pair is no text that a database takes.
    private static string Cut(string text) =>
        text.Length <= MostRawChars ? text : text[..(char.IsHighSurrogate(text[MostRawChars - 1]) ? MostRawChars - 1 : MostRawChars)];
}
