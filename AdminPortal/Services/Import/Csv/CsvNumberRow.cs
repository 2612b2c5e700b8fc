using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Import.Csv;

/// <summary>One record of an uploaded file.</summary>
/// <param name="Line">The physical line (from 1) on which the record starts, as editors count.</param>
/// <param name="Note">The note, without the escaping of an export; null without one.</param>
/// <param name="Reading">The number, or why the row is rejected.</param>
public readonly record struct CsvNumberRow(long Line, string? Note, NumberReading Reading)
{
    /// <summary>The record as it is in the file, without its line end; null when not rejected.</summary>
    public string? RawRecord { get; init; }

    /// <summary>Its fields, for the file of rejected rows; null if not rejected.</summary>
    public IReadOnlyList<string>? Cells { get; init; }
}

/// <summary>Reasons to reject a row for its shape, whatever its number.</summary>
public static class CsvRowRejections
{
    public const string TooFewColumns = "This line has too few columns: it ends before the number.";

    public const string BrokenQuotes = "The quotes in this line are broken: text follows a closing quote.";

    public static readonly string NoteTooLong = string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"The note is longer than {CsvLimits.NoteChars:N0} characters."
    );

    internal static string NoteHolds(string what) => $"The note holds {what}. Remove it and import the row again.";
}
