using System.Text;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Import.Csv;
using CsvHelper;

namespace AdminPortal.Services.History;

/// <summary>Writes the history as CSV that is safe to open in a spreadsheet, streamed. For admins, support and viewers.</summary>
public sealed class HistoryExportService(HistoryService history)
{
    private static readonly string[] s_columns =
    [
        "at",
        "actor",
        "event",
        "reason",
        "number",
        "business",
        "business_id",
        "action",
        "record_type",
        "record_id",
        "before",
        "after",
        "request_id",
        "id",
    ];

    /// <summary>Writes the matching events in the filter's order, in pages. Events that happen meanwhile are left out, or come last if the
    /// oldest are first.</summary>
    /// <returns>How many events were written. After <see cref="Refusal.Unavailable"/> a part may have been written; other refusals come
    /// before the first byte.</returns>
    public async Task<Outcome<long>> ExportAsync(Actor actor, HistoryFilter filter, Stream output, CancellationToken cancel)
    {
        var page = await history.ListAsync(actor, filter, null, Cursor.MaxLimit, cancel);
        if (!page.IsDone)
            return page.Refusal;

        // The byte order mark tells Excel that this is UTF-8.
        await using var text = new StreamWriter(
            output,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
            64 * 1024,
            leaveOpen: true
        );
        await using var csv = CsvDialect.CreateWriter(text);
        foreach (var column in s_columns)
            csv.WriteField(column);
        await csv.NextRecordAsync();

        for (var written = 0L; ; page = await history.ListAsync(actor, filter, page.Value.Next, Cursor.MaxLimit, cancel))
        {
            if (!page.IsDone)
                return page.Refusal;
            foreach (var entry in page.Value.Items)
            {
                Write(csv, entry);
                await csv.NextRecordAsync();
            }

            written += page.Value.Items.Count;
            if (page.Value.Next is null)
                return written;
        }
    }

    private static void Write(CsvWriter csv, HistoryEntry e)
    {
        csv.WriteField(CsvTime.Of(e.At));
        Text(e.Actor);
        Text(EventWords.Text(e));
        Text(e.Reason);
        csv.WriteField(e.Number);
        Text(e.BusinessName);
        csv.WriteField(e.BusinessId?.ToString("D"));
        Text(e.Action);
        Text(e.RecordType);
        csv.WriteField(e.RecordId.ToString("D"));
        Text(e.Before?.GetRawText());
        Text(e.After?.GetRawText());
        Text(e.RequestId);
        csv.WriteField(e.Id.ToString("D"));

        void Text(string? cell) => csv.WriteField(cell is null ? null : SpreadsheetSafe.Escape(TextRules.Visible(cell)));
    }
}
