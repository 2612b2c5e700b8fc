using AdminPortal.Services.Import.Csv;

namespace AdminPortal.Components.Pages.BulkUpload;

/// <summary>Texts about uploads.</summary>
internal static class UploadWords
{
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
