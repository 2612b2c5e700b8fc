using AdminPortal.Services.Numbers;

namespace AdminPortal.Services.Import.Csv;

/// <summary>The beginning of a file, from which its delimiter and columns are told.</summary>
internal sealed class CsvSample
{
    /// <summary>More than the longest record there may be, so that one record at least is whole.</summary>
    public const int Chars = CsvLimits.RecordChars + 1024;

    private const int MaxRecords = 100;

    private readonly string _text;
    private readonly bool _isWhole;

    /// <summary>A sample of this text, which is the whole file or its first <see cref="Chars"/> characters.</summary>
    public CsvSample(string text, bool isWhole)
    {
        _text = text;
        _isWhole = isWhole;
        if (text.Length > 5 && text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text[5] is '\r' or '\n'
            && CsvDialect.Delimiters.Contains(text[4]))
        {
            HasSeparatorLine = true;
            Delimiter = text[4];
        }
    }

    /// <summary>What stands between fields.</summary>
    public char Delimiter { get; private set; } = ',';

    /// <summary>Whether it starts with <c>sep=</c>, which names the delimiter.</summary>
    public bool HasSeparatorLine { get; }

    /// <summary>The columns; null when none holds numbers.</summary>
    public CsvColumns? Columns { get; private set; }

    /// <summary>The first records, blank ones and the <c>sep=</c> line left out.</summary>
    public IReadOnlyList<string[]> Records { get; private set; } = [];

    /// <summary>Tries each delimiter and keeps the one with which the sample makes the most sense.</summary>
    public void Decide(NumberReader numbers)
    {
        (int Named, int Reads, int Noted, int Regular, int Width) best = default;
        var first = true;
        foreach (var delimiter in HasSeparatorLine ? [Delimiter] : CsvDialect.Delimiters)
        {
            var records = Parse(delimiter);
            var columns = CsvColumns.Choose(records, numbers);
            var width = records.Count == 0 ? 0 : records[0].Length;
            var score = (columns is { NumberNamed: true } ? 1 : 0, columns?.Reads ?? 0, columns?.NoteColumn is null ? 0 : 1,
                records.Count(record => record.Length == width), width);
            if (!first && score.CompareTo(best) <= 0)
                continue;
            (best, first) = (score, false);
            (Delimiter, Columns, Records) = (delimiter, columns, records);
        }
    }

    private List<string[]> Parse(char delimiter)
    {
        var records = new List<string[]>();
        using var parser = CsvDialect.CreateParser(new StringReader(_text), delimiter, static () => { });
        var skip = HasSeparatorLine;
        try
        {
            while (records.Count <= MaxRecords && parser.Read())
            {
                if (CsvDialect.IsBlank(parser))
                    continue;
                if (!skip)
                    records.Add(parser.Record!);
                skip = false;
            }
        }
        catch (CsvHelper.MaxFieldSizeException)
        {
            // Too long for a record: the walk over the whole file says so, with its line.
            return records;
        }

        // The end of the sample may cut the last record.
        if (!_isWhole && records.Count > 1)
            records.RemoveAt(records.Count - 1);
        return records;
    }
}
