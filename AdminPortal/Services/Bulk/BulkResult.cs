using AdminPortal.Data;
using AdminPortal.Services.Import.Csv;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Bulk;

/// <summary>What a bulk change did to each record.</summary>
internal static class BulkResult
{
    private const int RowsAtOnce = 1_000;

    /// <summary>The records that were changed, as they were before.</summary>
    public static async Task<List<PlannedRow>> ChangedAsync(
        PortalDbContext db,
        BulkSubject subject,
        BulkRecord change,
        CancellationToken cancel
    )
    {
        var (rows, skips, reached) = await ReadAsync(db, subject, change, cancel);
        return [.. rows.Where((r, place) => place < reached && change.Act.StartsFrom(r.State) && !skips.ContainsKey(place))];
    }

    /// <summary>Writes every selected record with its result, as CSV that is safe to open in a spreadsheet.</summary>
    public static async Task<long> WriteAsync(
        PortalDbContext db,
        BulkSubject subject,
        BulkRecord change,
        Stream output,
        CancellationToken cancel
    )
    {
        var (rows, skips, reached) = await ReadAsync(db, subject, change, cancel);
        await using var sheet = await CsvSheet.BeginAsync(output, [.. subject.KeyColumns, "result", "detail"]);
        foreach (var (chunk, some) in rows.Chunk(RowsAtOnce).Index())
        {
            var writeKey = await subject.KeysOfAsync(db, some, cancel);
            foreach (var (index, row) in some.Index())
            {
                var place = chunk * RowsAtOnce + index;
                (string Result, string? Detail) end =
                    !change.Act.StartsFrom(row.State) ? ("skipped", (string?)subject.WhyNot(change.Act, row.State))
                    : skips.TryGetValue(place, out var reason) ? ("skipped", (string?)reason)
                    : place < reached ? ("changed", null)
                    : ("not reached", null);
                writeKey(sheet, row);
                sheet.Plain(end.Result);
                sheet.Text(end.Detail);
                await sheet.EndRowAsync();
            }
        }

        return rows.Count;
    }

    private static async Task<(List<PlannedRow> Rows, Dictionary<int, string> Skips, int Reached)> ReadAsync(
        PortalDbContext db,
        BulkSubject subject,
        BulkRecord change,
        CancellationToken cancel
    ) =>
        (
            await BulkChunks.ReadAsync(db, change.Id, subject, cancel),
            await db.BulkSkips.Where(s => s.BulkChangeId == change.Id).ToDictionaryAsync(s => s.Position, s => s.Reason, cancel),
            await db.BulkChanges.Where(c => c.Id == change.Id).Select(c => c.Reached).SingleAsync(cancel)
        );
}
