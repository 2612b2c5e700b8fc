using System.Text.RegularExpressions;
using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Import.Csv;

/// <summary>The beginning of a file, used to detect its delimiter, quotes and columns.</summary>
internal sealed partial class CsvSample
{
    /// <summary>More than the longest record, so that at least one record is complete.</summary>
    public const int Chars = CsvLimits.RecordChars + 1024;

    private const int MaxRecords = 100;

    private readonly string _text;
    private readonly bool _isWhole;

    /// <summary>A sample: the whole file or its first <see cref="Chars"/> characters.</summary>
    public CsvSample(string text, bool isWhole)
    {
        _text = text;
        _isWhole = isWhole;
        if (SeparatorLine().Match(text) is { Success: true, Groups: var groups })
        {
            HasSeparatorLine = true;
            Delimiter = groups[1].Value[0];
        }
    }

    /// <summary>The separator.</summary>
    public char Delimiter { get; private set; } = ',';

    /// <summary>The quote character.</summary>
    public char Quote { get; private set; } = '"';

    /// <summary>Whether it starts with a line such as <c>sep=;</c>, which names the delimiter.</summary>
    public bool HasSeparatorLine { get; }

    /// <summary>The columns.</summary>
    public CsvColumns Columns { get; private set; } = null!;

    /// <summary>The first records, blank ones and the <c>sep=</c> line left out.</summary>
    public IReadOnlyList<string[]> Records { get; private set; } = [];

    /// <summary>Tries each delimiter and quote, and keeps the best combination.</summary>
    /// <param name="numbers">Recognises numbers.</param>
    /// <param name="wanted">The number column that a user named; null detects it.</param>
    public void Decide(NumberReader numbers, string? wanted)
    {
        (int Named, int Reads, int Noted, int Regular, int Single, int Width) best = default;
        var first = true;
        foreach (var quote in (char[])['"', '\''])
        {
            foreach (var delimiter in HasSeparatorLine ? [Delimiter] : CsvDialect.Delimiters)
            {
                if (Parse(delimiter, quote) is not { } records)
                    continue;
                var columns = wanted is null ? CsvColumns.Choose(records, numbers) : CsvColumns.Choose(records, numbers, wanted);
                var width = records.Count == 0 ? 0 : records[Math.Min(columns.Header ?? columns.FirstRow, records.Count - 1)].Length;
                var named =
                    columns is not { IsNamed: true } ? 0
                    : wanted is not null && columns.Fault is null ? 2
                    : 1;
                var score = (
                    named,
                    columns.Reads,
                    columns.NoteColumn is null ? 0 : 1,
                    records.Count(record => record.Length == width),
                    quote == '"' ? 0 : 1,
                    width
                );
                if (!first && score.CompareTo(best) <= 0)
                    continue;
                (best, first) = (score, false);
                (Delimiter, Quote, Columns, Records) = (delimiter, quote, columns, records);
            }
        }
    }

    // Excel writes and reads it; other programs quote it or pad it to the width of the table.
    [GeneratedRegex(
        """\A[\s\uFEFF]*["']?sep ?= ?([,;\t|])["']?[\s,;|"']*?(?:\r|\n)""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex SeparatorLine();

    /// <summary>The records with this delimiter and quote; null if the file does not use the apostrophe as a quote.</summary>
    private List<string[]>? Parse(char delimiter, char quote)
    {
        var records = new List<string[]>();
        using var parser = new CsvRecords(new StringReader(_text), delimiter, quote);
        var skip = HasSeparatorLine;
        var (quoted, allQuoted) = (0, false);
        while (records.Count <= MaxRecords && parser.Read())
        {
            if (parser.IsBlank)
                continue;
            if (skip)
            {
                skip = false;
                continue;
            }

            records.Add(parser.ToArray());
            if (quote == '"')
                continue;
            if (parser.IsBroken)
                return null;
            var fields = Enumerable.Range(0, parser.Count).ToList();
            var isQuoted =
                fields.Exists(parser.IsQuoted)
                && fields.TrueForAll(field => parser.IsQuoted(field) || !parser.Span(field).ContainsAnyExceptInRange('0', '9'));
            quoted += isQuoted ? 1 : 0;
            allQuoted |= isQuoted && records.Count == 1;
            if (fields.Exists(field => parser.Span(field).Contains('"')))
                return null;
        }

        // The last record may be incomplete in the sample.
        if (!_isWhole && records.Count > 1)
            records.RemoveAt(records.Count - 1);
        // An apostrophe before a cell marks text in a spreadsheet; it is a quote if nearly every record also closes it.
        return
            quote == '"'
            || (parser.Fault is null || !_isWhole) && quoted * 2 >= records.Count && (allQuoted || HoldsDelimiter(records, delimiter))
            ? records
            : null;
    }

    private static bool HoldsDelimiter(List<string[]> records, char delimiter) =>
        records.Exists(record => record.Any(cell => cell.Contains(delimiter)));
}
