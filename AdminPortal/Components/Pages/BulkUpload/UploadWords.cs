using System.Globalization;
using AdminPortal.Services.Import.Csv;

namespace AdminPortal.Components.Pages.BulkUpload;

/// <summary>Texts about uploads.</summary>
internal static class UploadWords
{
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Rows(long rows) => rows == 1 ? "1 row" : Number(rows) + " rows";

    public static string Numbers(long numbers) => numbers == 1 ? "1 number" : Number(numbers) + " numbers";

    public static string Percent(double? share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor((share ?? 0) * 100)} %");

    /// <summary>Such as "about 40 s left".</summary>
    public static string Left(TimeSpan left) =>
        left switch
        {
            { TotalSeconds: < 10 } => "a few seconds left",
            { TotalSeconds: < 90 } => string.Create(
                CultureInfo.InvariantCulture,
                $"about {Math.Ceiling(left.TotalSeconds / 10) * 10} s left"
            ),
            { TotalMinutes: < 90 } => string.Create(CultureInfo.InvariantCulture, $"about {Math.Ceiling(left.TotalMinutes)} min left"),
            _ => string.Create(CultureInfo.InvariantCulture, $"about {Math.Ceiling(left.TotalHours)} h left"),
        };

    /// <summary>The file's format: encoding, delimiter, header.</summary>
    public static string Describe(CsvFormat layout) =>
        string.Join(
            " · ",
            layout.EncodingName,
            layout.Columns.Count < 2
                ? "one column"
                : layout.Delimiter switch
                {
                    ',' => "commas",
                    ';' => "semicolons",
                    '\t' => "tabs",
                    _ => "bars",
                },
            layout.HasHeader ? "first line names the columns" : "no header"
        );
}
