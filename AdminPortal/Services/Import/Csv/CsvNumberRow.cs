using AdminPortal.Services.Numbers;

namespace AdminPortal.Services.Import.Csv;

/// <summary>One record of an uploaded file.</summary>
/// <param name="Line">The physical line (from 1) on which the record starts, as an editor counts lines.</param>
/// <param name="RawNumber">The cell of the number column as it stands in the file; empty when the record has none.</param>
/// <param name="Note">The note, as it was before an export made it safe for spreadsheets; null when there is none.</param>
/// <param name="Reading">What became of it: the number, or why the row is rejected.</param>
/// <param name="RawRecord">The record's text without its line end, for the report of rejected rows; null when not rejected.</param>
public readonly record struct CsvNumberRow(
    long Line, string RawNumber, string? Note, NumberReading Reading, string? RawRecord);

/// <summary>Why a row is rejected for its shape, whatever its number.</summary>
public static class CsvRowRejections
{
    public const string TooFewColumns = "This line has too few columns: it ends before the number.";

    public const string BrokenQuotes = "The quotes in this line are broken: text follows a closing quote.";

    public static readonly string NoteTooLong = string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"The note is longer than {CsvLimits.NoteChars:N0} characters.");
}
