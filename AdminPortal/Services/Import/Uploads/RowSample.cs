using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Import.Uploads;

/// <summary>Counts rows and keeps the first few by line, in whatever order they are added.</summary>
internal sealed class RowSample
{
    private const int Most = 5;
    private const int MostChars = 160;

    private readonly List<PreviewRow> _first = new(Most + 1);

    public long Count { get; private set; }

    public void Add(long line, E164 number)
    {
        Count++;
        if (IsWanted(line))
            Keep(line, number.Display);
    }

    public void Add(long line, string text)
    {
        Count++;
        if (IsWanted(line))
            Keep(line, text.Length <= MostChars ? text : text[..MostChars] + "…");
    }

    public RowGroup ToGroup() => new(Count, [.. _first]);

    private bool IsWanted(long line) => _first.Count < Most || line < _first[^1].Line;

    private void Keep(long line, string text)
    {
        var at = _first.FindIndex(row => row.Line > line);
        _first.Insert(at < 0 ? _first.Count : at, new PreviewRow(line, text));
        if (_first.Count > Most)
            _first.RemoveAt(Most);
    }
}
