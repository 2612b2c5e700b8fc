using System.Globalization;
using System.Text;
using AdminPortal.Data;
using AdminPortal.Services.Import.Csv;
using CsvHelper;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Import;

/// <summary>Writes the rejected rows of an import as CSV that is safe to open in a spreadsheet: the file's columns followed by line and
/// reason. It can be corrected and imported as it is.</summary>
internal static class RejectsCsv
{
    /// <summary>The line number under which the column names are stored.</summary>
    public const long HeaderLine = 0;

    private const int PageRows = 5_000;
    private const string Line = "line";
    private const string Reason = "reason";

    /// <summary>How many columns of a file are stored: all except the line and reason of a file of rejected rows.</summary>
    public static int WidthOf(CsvFormat format) =>
        format.HasHeader && format.Columns is [.., Line, Reason] ? format.Columns.Count - 2 : int.MaxValue;

    /// <summary>The column names. Without a header they only name the number and note columns.</summary>
    public static IReadOnlyList<string> HeaderOf(CsvFormat format) =>
        format.HasHeader
            ? format.Columns
            :
            [
                .. format.Columns.Select(
                    (name, column) =>
                        column == format.NumberColumn ? "number"
                        : column == format.NoteColumn ? "note"
                        : name
                ),
            ];

    /// <summary>Writes the rows in line order, in pages; returns how many.</summary>
    public static async Task<long> WriteAsync(PortalDbContext db, Guid importId, Stream output, CancellationToken cancel)
    {
        await using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = CsvDialect.CreateWriter(text);
        var header = await db
            .ImportRejects.Where(r => r.ImportId == importId && r.Line == HeaderLine)
            .Select(r => r.Raw)
            .SingleOrDefaultAsync(cancel);
        // Imports of older versions have no header and store each row as text.
        string[] names = header is null ? ["row"] : Cells(header);
        var width = names.Length;
        WriteRecord(csv, names, width, Line, Reason);
        await csv.NextRecordAsync();

        var written = 0L;
        var last = HeaderLine;
        while (true)
        {
            var page = await db
                .ImportRejects.Where(r => r.ImportId == importId && r.Line > last)
                .OrderBy(r => r.Line)
                .Take(PageRows)
                .ToListAsync(cancel);
            foreach (var reject in page)
            {
                WriteRecord(
                    csv,
                    header is null ? [reject.Raw] : Cells(reject.Raw),
                    width,
                    reject.Line.ToString(CultureInfo.InvariantCulture),
                    reject.Reason
                );
                await csv.NextRecordAsync();
                cancel.ThrowIfCancellationRequested();
            }

            written += page.Count;
            if (page.Count < PageRows)
                return written;
            last = page[^1].Line;
        }
    }

    private static void WriteRecord(CsvWriter csv, string[] cells, int width, string line, string reason)
    {
        for (var i = 0; i < width; i++)
        {
            // More cells than column names would shift line and reason into other columns.
            var cell = i < cells.Length ? cells[i] : "";
            csv.WriteField(SpreadsheetSafe.Escape(TextRules.Visible(cell)));
        }

        csv.WriteField(line);
        csv.WriteField(SpreadsheetSafe.Escape(TextRules.Visible(reason)));
    }

    private static string[] Cells(string line)
    {
        using var records = new CsvRecords(new StringReader(line), ',');
        return records.Read() ? records.ToArray() : [line];
    }
}
