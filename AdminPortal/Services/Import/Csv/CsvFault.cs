using System.Globalization;

namespace AdminPortal.Services.Import.Csv;

/// <summary>Why a whole file is refused before anything is written.</summary>
public enum CsvFaultKind
{
    /// <summary>No content: no bytes, or only a byte order mark and blank lines.</summary>
    Empty,

    /// <summary>Not text: another kind of file, or with NUL bytes.</summary>
    Binary,

    /// <summary>A record is longer than <see cref="CsvLimits.RecordChars"/>.</summary>
    RecordTooLong,

    /// <summary>A quote is not closed.</summary>
    UnclosedQuote,

    /// <summary>No column contains phone numbers.</summary>
    NoNumberColumn,

    /// <summary>Several columns are possible; a user must choose.</summary>
    UnclearColumn,

    /// <summary>The named column does not exist.</summary>
    UnknownColumn,
}

/// <summary>A file that cannot be imported.</summary>
/// <param name="Kind">The kind of problem.</param>
/// <param name="Message">A sentence for the user who uploaded it.</param>
/// <param name="Line">The physical line (from 1) of the problem; null if it concerns the whole file.</param>
public sealed record CsvFault(CsvFaultKind Kind, string Message, long? Line = null)
{
    internal static CsvFault Empty { get; } = new(CsvFaultKind.Empty, "The file is empty.");

    internal static CsvFault NulBytes { get; } =
        new(CsvFaultKind.Binary, "This file holds NUL bytes, so it is not a CSV text file; export it as CSV first.");

    internal static CsvFault NoNumberColumn { get; } =
        new(CsvFaultKind.NoNumberColumn, "No column of this file holds phone numbers; write “number” above the column that does.");

    private const string HowToChoose =
        "Choose one: as “column” in the API, with --column on the command line, or in the list of columns on the upload page.";

    internal static CsvFault UnclearColumn(IReadOnlyList<string> names) =>
        new(
            CsvFaultKind.UnclearColumn,
            $"The columns {List(names)} {(names.Count == 2 ? "both" : "all")} hold phone numbers, and it is not clear which to "
                + $"import. {HowToChoose}"
        );

    internal static CsvFault ForeignColumn(string name) =>
        new(
            CsvFaultKind.UnclearColumn,
            $"The only phone numbers of this file are in the column “{name}”, whose name says that they belong to other people. "
                + $"{HowToChoose}"
        );

    internal static CsvFault UnknownColumn(string wanted, IReadOnlyList<string> names) =>
        new(
            CsvFaultKind.UnknownColumn,
            $"This file has no column “{wanted}”. {(names.Count == 1 ? "Its only column is" : "Its columns are")} {List(names)}; "
                + "give one of these names, or a column's place, where 1 is the first."
        );

    internal static CsvFault SameColumns(string wanted, IReadOnlyList<int> places) =>
        new(
            CsvFaultKind.UnknownColumn,
            $"This file has {places.Count} columns “{wanted}”. Give the place of the one to import: {string.Join(" or ", places)}."
        );

    private static string List(IReadOnlyList<string> names)
    {
        const int most = 20;
        var quoted = names.Take(most).Select(name => $"“{TextRules.Visible(name)}”").ToList();
        if (names.Count > most)
            return string.Join(", ", quoted) + string.Create(CultureInfo.InvariantCulture, $" and {names.Count - most} more");
        return quoted.Count < 2 ? string.Concat(quoted) : string.Join(", ", quoted[..^1]) + " and " + quoted[^1];
    }

    internal static CsvFault NotText(string what) => new(CsvFaultKind.Binary, $"This is {what}, not CSV; export it as CSV first.");

    internal static CsvFault RecordTooLong(long line) =>
        new(
            CsvFaultKind.RecordTooLong,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Line {line} is longer than {CsvLimits.RecordChars:N0} characters; this is not a list of numbers."
            ),
            line
        );

    internal static CsvFault UnclosedQuote(long line) =>
        new(
            CsvFaultKind.UnclosedQuote,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The quote opened on line {line} is not closed; close it, or double it if it is meant as a character."
            ),
            line
        );
}

/// <summary>Limits that bound memory for any upload.</summary>
public static class CsvLimits
{
    /// <summary>Most characters in a record, including quotes and delimiters.</summary>
    public const int RecordChars = 64 * 1024;

    /// <summary>Most characters in a note.</summary>
    public const int NoteChars = 2_000;
}
