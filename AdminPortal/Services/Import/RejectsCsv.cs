using System.Globalization;
using System.Text;
using AdminPortal.Data;
using AdminPortal.Services.Import.Csv;
using CsvHelper;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Import;

/// <summary>Writes the rejected rows of an import as CSV that is safe to open in a spreadsheet.</summary>
internal static class RejectsCsv
{
    private const int PageRows = 5_000;

    /// <summary>Writes <c>line,row,reason</c> in the order of the lines, a page at a time; returns how many rows.</summary>
    public static async Task<long> WriteAsync(PortalDbContext db, Guid importId, Stream output, CancellationToken cancel)
    {
        await using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = new CsvWriter(text, CultureInfo.InvariantCulture, leaveOpen: true);
        csv.WriteField("line");
        csv.WriteField("row");
        csv.WriteField("reason");
        await csv.NextRecordAsync();

        var written = 0L;
        var last = 0L;
        while (true)
        {
            var page = await db.ImportRejects.Where(r => r.ImportId == importId && r.Line > last).OrderBy(r => r.Line).Take(PageRows).ToListAsync(cancel);
            foreach (var reject in page)
            {
                csv.WriteField(reject.Line);
                csv.WriteField(SpreadsheetSafe.Escape(reject.Raw));
                csv.WriteField(SpreadsheetSafe.Escape(reject.Reason));
                await csv.NextRecordAsync();
                cancel.ThrowIfCancellationRequested();
            }

            written += page.Count;
            if (page.Count < PageRows)
                return written;
            last = page[^1].Line;
        }
    }
}
