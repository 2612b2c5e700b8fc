using System.Globalization;
using System.Text;
using AdminPortal.Data;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using CsvHelper;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Export;

/// <summary>Writes the inventory as CSV that is safe to open in a spreadsheet and reads back in with no change. For admins and support.</summary>
public sealed class ExportService(PortalDatabase database, NumberReader reader)
{
    private const int PageRows = 5_000;

    // ISO 8601 in UTC, to the microsecond as it is kept.
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'";

    private static readonly string[] s_columns =
    [
        "number", "status", "business", "business_id", "assigned_at", "available_since", "quarantined_until", "note", "warning", "source", "created_at",
    ];

    /// <summary>
    /// Writes the numbers that match, in the order of the numbers, a page at a time: no transaction stays open, so a number
    /// that changes meanwhile is written as it was or as it is; none is left out or written twice.
    /// </summary>
    /// <returns>
    /// How many numbers were written. After <see cref="Refusal.Unavailable"/> a part may have been written; other refusals
    /// come before the first byte.
    /// </returns>
    public async Task<Outcome<long>> ExportAsync(Actor actor, NumberFilter filter, Stream output, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("export the inventory");
        try
        {
            return await WriteAsync(filter, output, cancel);
        }
        catch (Exception error) when (DatabaseErrors.IsUnavailable(error))
        {
            return new Refusal.Unavailable();
        }
    }

    private async Task<Outcome<long>> WriteAsync(NumberFilter filter, Stream output, CancellationToken cancel)
    {
        var first = await ReadPageAsync(filter, null, cancel);
        if (!first.IsDone)
            return first.Refusal;

        // The byte order mark tells Excel that this is UTF-8.
        await using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 64 * 1024, leaveOpen: true);
        await using var csv = new CsvWriter(text, CultureInfo.InvariantCulture, leaveOpen: true);
        foreach (var column in s_columns)
            csv.WriteField(column);
        await csv.NextRecordAsync();

        var written = 0L;
        var page = first.Value;
        while (true)
        {
            foreach (var number in page)
            {
                Write(csv, number);
                await csv.NextRecordAsync();
            }

            written += page.Count;
            if (page.Count < PageRows)
                return written;
            var next = await ReadPageAsync(filter, page[^1].Number, cancel);
            if (!next.IsDone)
                return next.Refusal;
            page = next.Value;
        }
    }

    private async Task<Outcome<List<NumberRecord>>> ReadPageAsync(NumberFilter filter, string? after, CancellationToken cancel)
    {
        await using var db = database.CreateReadContext();
        var matching = await filter.ApplyAsync(db, reader, cancel);
        if (!matching.IsDone)
            return matching.Refusal;
        var numbers = after is null ? matching.Value : matching.Value.Where(n => string.Compare(n.Number, after) > 0);
        return await NumberRecord.Project(db, numbers).Take(PageRows).ToListAsync(cancel);
    }

    private static void Write(CsvWriter csv, NumberRecord number)
    {
        Text(number.Number);
        Text(number.Status.ToText());
        Text(number.BusinessName);
        csv.WriteField(number.AssignedTo?.ToString("D"));
        At(number.AssignedAt);
        At(number.AvailableSince);
        At(number.QuarantinedUntil);
        Text(number.Note);
        Text(number.Warning);
        Text(number.Source);
        At(number.CreatedAt);

        void Text(string? cell) => csv.WriteField(cell is null ? null : SpreadsheetSafe.Escape(cell));

        void At(DateTimeOffset? time) => csv.WriteField(time?.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture));
    }
}
