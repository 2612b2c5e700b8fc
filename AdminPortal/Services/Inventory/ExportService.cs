using System.Globalization;
using System.Text;
using AdminPortal.Data;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using CsvHelper;

namespace AdminPortal.Services.Inventory;

/// <summary>Writes the inventory as CSV that is safe to open in a spreadsheet and can be imported without changes. For admins and
/// support.</summary>
public sealed class ExportService(PortalDatabase database, NumberReader reader)
{
    // ISO 8601 in UTC, with the stored microseconds.
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'";

    private static readonly string[] s_columns =
    [
        "number",
        "status",
        "business",
        "business_id",
        "assigned_at",
        "available_since",
        "quarantined_until",
        "note",
        "warning",
        "source",
        "created_at",
    ];

    /// <summary>Writes the matching numbers in order, in pages. No transaction stays open, so a number that changes meanwhile is written in
    /// its old or new state; none is left out or written twice.</summary>
    /// <returns>How many numbers were written. After <see cref="Refusal.Unavailable"/> a part may have been written; other refusals come
    /// before the first byte.</returns>
    public Task<Outcome<long>> ExportAsync(Actor actor, NumberFilter filter, Stream output, CancellationToken cancel) =>
        ExportAsync(actor, NumberSelection.Of(filter), output, cancel);

    /// <summary>The same for selected numbers.</summary>
    public async Task<Outcome<long>> ExportAsync(Actor actor, NumberSelection selection, Stream output, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("export the inventory");
        try
        {
            return await WriteAsync(selection, output, cancel);
        }
        catch (Exception error) when (DatabaseErrors.IsUnavailable(error))
        {
            return new Refusal.Unavailable();
        }
    }

    private async Task<Outcome<long>> WriteAsync(NumberSelection selection, Stream output, CancellationToken cancel)
    {
        await using var pages = selection
            .ReadAsync(database, reader, NumberRecord.Project, n => n.Number, cancel)
            .GetAsyncEnumerator(cancel);
        await pages.MoveNextAsync();
        if (!pages.Current.IsDone)
            return pages.Current.Refusal;

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

        var written = 0L;
        do
        {
            if (!pages.Current.IsDone)
                return pages.Current.Refusal;
            foreach (var number in pages.Current.Value)
            {
                Write(csv, number);
                await csv.NextRecordAsync();
                written++;
            }
        } while (await pages.MoveNextAsync());
        return written;
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

        void Text(string? cell) => csv.WriteField(cell is null ? null : SpreadsheetSafe.Escape(TextRules.Visible(cell)));

        void At(DateTimeOffset? time) => csv.WriteField(time?.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture));
    }
}
