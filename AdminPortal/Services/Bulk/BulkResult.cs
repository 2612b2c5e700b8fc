using AdminPortal.Data;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.Numbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Bulk;

/// <summary>What a bulk change did to each number.</summary>
internal static class BulkResult
{
    /// <summary>The numbers that were changed, as they were before.</summary>
    public static async Task<List<PlannedNumber>> ChangedAsync(PortalDbContext db, BulkRecord change, CancellationToken cancel)
    {
        var (numbers, skips, reached) = await ReadAsync(db, change, cancel);
        var rule = NumberRules.Of(change.Action);
        return [.. numbers.Where((n, place) => place < reached && rule.StartsFrom(n.Status) && !skips.ContainsKey(place))];
    }

    /// <summary>Writes every selected number with its result, as CSV that is safe to open in a spreadsheet.</summary>
    public static async Task<long> WriteAsync(PortalDbContext db, BulkRecord change, Stream output, CancellationToken cancel)
    {
        var (numbers, skips, reached) = await ReadAsync(db, change, cancel);
        await using var sheet = await CsvSheet.BeginAsync(output, ["number", "result", "detail"]);
        var rule = NumberRules.Of(change.Action);
        for (var place = 0; place < numbers.Count; place++)
        {
            var number = numbers[place];
            (string Result, string? Detail) row =
                !rule.StartsFrom(number.Status) ? ("skipped", (string?)$"It was {number.Status.ToText()}")
                : skips.TryGetValue(place, out var reason) ? ("skipped", (string?)reason)
                : place < reached ? ("changed", null)
                : ("not reached", null);
            // Digits after a plus sign, and a word follows: no formula.
            sheet.Plain(number.Number.ToString());
            sheet.Plain(row.Result);
            sheet.Text(row.Detail);
            await sheet.EndRowAsync();
        }

        return numbers.Count;
    }

    private static async Task<(List<PlannedNumber> Numbers, Dictionary<int, string> Skips, int Reached)> ReadAsync(
        PortalDbContext db,
        BulkRecord change,
        CancellationToken cancel
    ) =>
        (
            await BulkChunks.ReadAsync(db, change.Id, cancel),
            await db.BulkSkips.Where(s => s.BulkChangeId == change.Id).ToDictionaryAsync(s => s.Position, s => s.Reason, cancel),
            await db.BulkChanges.Where(c => c.Id == change.Id).Select(c => c.Reached).SingleAsync(cancel)
        );
}
