using System.Buffers;
using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace AdminPortal.Services.Import.Csv;

/// <summary>Separators, blank records, and the format of written files.</summary>
internal static class CsvDialect
{
    /// <summary>Possible separators; earlier ones win if a file fits several.</summary>
    public static readonly char[] Delimiters = [',', ';', '\t', '|'];

    /// <summary>The characters of a blank record: spreadsheets write lines of ";;;", and other programs lines of various spaces, byte order
    /// marks or Ctrl+Z.</summary>
    public static readonly SearchValues<char> Blank = SearchValues.Create([
        .. Delimiters,
        '"',
        '\u001A',
        .. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(IsBlankCharacter),
    ]);

    private static readonly SearchValues<char> s_quoted = SearchValues.Create([.. Delimiters, '"', '\r', '\n']);

    /// <summary>Whether the field has no visible content.</summary>
    public static bool IsBlank(ReadOnlySpan<char> field) => !field.ContainsAnyExcept(Blank);

    /// <summary>A CSV writer that quotes every field with any separator, not only the comma, so that programs that use another separator
    /// read the field correctly.</summary>
    public static CsvWriter CreateWriter(TextWriter text, char delimiter = ',') =>
        new(
            text,
            new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                Delimiter = delimiter.ToString(),
                ShouldQuote = args => NeedsQuotes(args.Field),
            },
            leaveOpen: true
        );

    /// <summary>A record as one line, without the line end.</summary>
    public static string Line(IEnumerable<string> cells) =>
        string.Join(',', cells.Select(cell => NeedsQuotes(cell) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell));

    private static bool NeedsQuotes(string? field) =>
        field is { Length: > 0 } && (field.AsSpan().ContainsAny(s_quoted) || char.IsWhiteSpace(field[0]) || char.IsWhiteSpace(field[^1]));

    private static bool IsBlankCharacter(char c) => char.IsWhiteSpace(c) || !char.IsSurrogate(c) && TextRules.IsUnseen(new Rune(c));
}
