using System.Text;
using AdminPortal.Data;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Businesses;

/// <summary>Writes businesses as CSV that is safe to open in a spreadsheet. For admins, support and viewers.</summary>
public sealed class BusinessExportService(PortalDatabase database, NumberReader reader)
{
    private static readonly string[] s_columns =
    [
        "id",
        "name",
        "contact_email",
        "external_id",
        "number",
        "assigned_at",
        "agent_state",
        "waitlisted",
        "created_at",
        "closed_at",
    ];

    /// <summary>Writes the selected businesses by name, in pages. No transaction stays open, so a business that changes meanwhile is
    /// written in its old or new state.</summary>
    /// <returns>How many were written. After <see cref="Refusal.Unavailable"/> a part may have been written; other refusals come before the
    /// first byte.</returns>
    public async Task<Outcome<long>> ExportAsync(Actor actor, BusinessSelection selection, Stream output, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("export businesses");
        if (selection.Fault is { } fault)
            return fault;
        try
        {
            return await WriteAsync(selection, output, cancel);
        }
        catch (Exception error) when (DatabaseErrors.IsUnavailable(error))
        {
            return new Refusal.Unavailable();
        }
    }

    /// <summary>Such as <c>businesses-without-number-2026-11-26.csv</c>.</summary>
    /// <param name="filter">Null for businesses that were selected individually.</param>
    public static string FileName(BusinessFilter? filter, DateTimeOffset now, TimeZoneInfo zone)
    {
        var name = new StringBuilder("businesses");
        name.Append(
            filter switch
            {
                null => "-selected",
                { IsWaiting: true } => "-waiting",
                { IsClosed: true } => "-closed",
                { HasNumber: true } => "-with-number",
                { HasNumber: false } => "-without-number",
                _ => "",
            }
        );
        if (TextRules.Query(filter?.Query) is not null)
            name.Append("-search");
        return CsvSheet.FileName(name, now, zone);
    }

    private async Task<Outcome<long>> WriteAsync(BusinessSelection selection, Stream output, CancellationToken cancel)
    {
        var written = 0L;
        await using var pages = selection
            .ReadAsync(database, reader, BusinessRecord.Project, b => (b.Name, b.Id), cancel)
            .GetAsyncEnumerator(cancel);
        // The first page is read before the first byte is written.
        var more = await pages.MoveNextAsync();
        await using var sheet = await CsvSheet.BeginAsync(output, s_columns);
        for (; more; more = await pages.MoveNextAsync())
        {
            foreach (var business in pages.Current)
            {
                Write(sheet, business);
                await sheet.EndRowAsync();
                written++;
            }
        }

        return written;
    }

    private static void Write(CsvSheet sheet, BusinessRecord business)
    {
        sheet.Id(business.Id);
        sheet.Text(business.Name);
        sheet.Text(business.ContactEmail);
        sheet.Text(business.ExternalId);
        sheet.Plain(business.PhoneNumber);
        sheet.At(business.AssignedAt);
        sheet.Plain(business.Agent?.StateWith(business.PhoneNumber).ToText());
        sheet.Plain(business.Waitlisted ? "true" : "false");
        sheet.At(business.CreatedAt);
        sheet.At(business.ClosedAt);
    }
}
