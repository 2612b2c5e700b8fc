using AdminPortal.Services.Audit;
using AdminPortal.Services.Import.Csv;

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

        await using var sheet = await CsvSheet.BeginAsync(output, s_columns);
        for (var written = 0L; ; page = await history.ListAsync(actor, filter, page.Value.Next, Cursor.MaxLimit, cancel))
        {
            if (!page.IsDone)
                return page.Refusal;
            foreach (var entry in page.Value.Items)
            {
                Write(sheet, entry);
                await sheet.EndRowAsync();
            }

            written += page.Value.Items.Count;
            if (page.Value.Next is null)
                return written;
        }
    }

    private static void Write(CsvSheet sheet, HistoryEntry e)
    {
        sheet.At(e.At);
        sheet.Text(e.Actor);
        sheet.Text(EventWords.Text(e));
        sheet.Text(e.Reason);
        sheet.Plain(e.Number);
        sheet.Text(e.BusinessName);
        sheet.Id(e.BusinessId);
        sheet.Text(e.Action);
        sheet.Text(e.RecordType);
        sheet.Id(e.RecordId);
        sheet.Text(e.Before?.GetRawText());
        sheet.Text(e.After?.GetRawText());
        sheet.Text(e.RequestId);
        sheet.Id(e.Id);
    }
}
