using System.Globalization;
using System.Text;
using AdminPortal.Data;
using AdminPortal.Services.Import.Csv;
using CsvHelper;

namespace AdminPortal.Services.Bulk;

/// <summary>The result of an action on many numbers, as a file.</summary>
public static class BulkResult
{
    /// <summary>Writes every number of the plan with its result, as CSV that is safe to open in a spreadsheet.</summary>
    public static async Task WriteAsync(BulkJob job, Stream output)
    {
        // The byte order mark tells Excel that this is UTF-8.
        await using var text = new StreamWriter(
            output,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
            64 * 1024,
            leaveOpen: true
        );
        await using var csv = new CsvWriter(text, CultureInfo.InvariantCulture, leaveOpen: true);
        foreach (var column in (string[])["number", "result", "detail"])
            csv.WriteField(column);
        await csv.NextRecordAsync();
        for (var place = 0; place < job.Plan.Numbers.Count; place++)
        {
            var number = job.Plan.Numbers[place];
            var (result, detail) = Of(job, place, number);
            // Digits after a plus sign, and a word follows: no formula.
            csv.WriteField(number.Number.ToString());
            csv.WriteField(result);
            csv.WriteField(detail is null ? null : SpreadsheetSafe.Escape(detail));
            await csv.NextRecordAsync();
        }
    }

    private static (string Result, string? Detail) Of(BulkJob job, int place, PlannedNumber number)
    {
        if (!job.Plan.CanChange(number.Status))
            return ("skipped", $"It was {number.Status.ToText()}");
        if (job.Skips.TryGetValue(place, out var reason))
            return ("skipped", reason);
        return place < job.Reached ? ("changed", null) : ("not reached", null);
    }
}
