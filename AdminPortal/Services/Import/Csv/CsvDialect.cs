using System.Buffers;
using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace AdminPortal.Services.Import.Csv;

/// <summary>What separates fields, what counts as nothing, and how files are written.</summary>
internal static class CsvDialect
{
    /// <summary>What may separate fields, in the order in which they win when nothing else tells them apart.</summary>
    public static readonly char[] Delimiters = [',', ';', '\t', '|'];

    /// <summary>
    /// The characters of a record that holds nothing: spreadsheets leave lines of ";;;" behind, and other programs lines of spaces of
    /// all kinds, of byte order marks or of Ctrl+Z.
    /// </summary>
    public static readonly SearchValues<char> Blank = SearchValues.Create([
        .. Delimiters,
        '"',
        '\u001A',
        .. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(IsBlankCharacter),
    ]);

    private static readonly SearchValues<char> s_quoted = SearchValues.Create([.. Delimiters, '"', '\r', '\n']);

    /// <summary>Whether the field holds nothing that can be seen.</summary>
    public static bool IsBlank(ReadOnlySpan<char> field) => !field.ContainsAnyExcept(Blank);

    /// <summary>
    /// A writer of files. Every field that holds any separator is quoted, not only those with the comma, so that a program that opens the
    /// file with another one still sees it whole.
    /// </summary>
    public static CsvWriter CreateWriter(TextWriter text) =>
        new(text, new CsvConfiguration(CultureInfo.InvariantCulture) { ShouldQuote = args => NeedsQuotes(args.Field) }, leaveOpen: true);

    /// <summary>A record as one line of a file, without the line's end.</summary>
    public static string Line(IEnumerable<string> cells) =>
        string.Join(',', cells.Select(cell => NeedsQuotes(cell) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell));

    private static bool NeedsQuotes(string? field) =>
        field is { Length: > 0 } && (field.AsSpan().ContainsAny(s_quoted) || char.IsWhiteSpace(field[0]) || char.IsWhiteSpace(field[^1]));

    private static bool IsBlankCharacter(char c) => char.IsWhiteSpace(c) || !char.IsSurrogate(c) && TextRules.IsUnseen(new Rune(c));
}
