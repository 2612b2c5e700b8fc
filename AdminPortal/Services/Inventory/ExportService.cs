using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Inventory;

/// <summary>Writes the inventory as CSV that is safe to open in a spreadsheet and can be imported without changes. For admins, support and
/// viewers.</summary>
public sealed class ExportService(PortalDatabase database, NumberReader reader)
{
    private static readonly string[] s_columns =
    [
        "number",
        "status",
        "business",
        "business_id",
        "assigned_at",
        "available_since",
        "quarantined_until",
        "released_from",
        "released_from_id",
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
        if (!actor.MaySeeAll)
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
        await using var pages = selection.ReadAsync(database, reader, Project, n => n.Number, cancel).GetAsyncEnumerator(cancel);
        await pages.MoveNextAsync();
        if (!pages.Current.IsDone)
            return pages.Current.Refusal;

        await using var sheet = await CsvSheet.BeginAsync(output, s_columns);
        var written = 0L;
        do
        {
            if (!pages.Current.IsDone)
                return pages.Current.Refusal;
            foreach (var number in pages.Current.Value)
            {
                Write(sheet, number);
                await sheet.EndRowAsync();
                written++;
            }
        } while (await pages.MoveNextAsync());
        return written;
    }

    private static IQueryable<ExportedNumber> Project(PortalDbContext db, IQueryable<TollFreeNumber> numbers) =>
        from n in numbers
        join b in db.Businesses on n.AssignedTo equals b.Id into holders
        from holder in holders.DefaultIfEmpty()
        join l in db.Businesses on n.ReleasedFrom equals l.Id into leavers
        from last in leavers.DefaultIfEmpty()
        orderby n.Number
        select new ExportedNumber(
            n.Number,
            n.Status,
            holder!.Name,
            n.AssignedTo,
            n.AssignedAt,
            n.AvailableSince,
            n.QuarantinedUntil,
            last!.Name,
            n.ReleasedFrom,
            n.Note,
            n.Warning,
            n.Source,
            n.CreatedAt
        );

    private static void Write(CsvSheet sheet, ExportedNumber number)
    {
        // Digits after a plus sign are a number to every spreadsheet, and a status follows: no formula.
        sheet.Plain(number.Number);
        sheet.Plain(number.Status.ToText());
        sheet.Text(number.Business);
        sheet.Id(number.BusinessId);
        sheet.At(number.AssignedAt);
        sheet.At(number.AvailableSince);
        sheet.At(number.QuarantinedUntil);
        sheet.Text(number.ReleasedFrom);
        sheet.Id(number.ReleasedFromId);
        sheet.Text(number.Note);
        sheet.Text(number.Warning);
        sheet.Text(number.Source);
        sheet.At(number.CreatedAt);
    }

    /// <summary>A number with the names of its business and its last one.</summary>
    private sealed record ExportedNumber(
        string Number,
        NumberStatus Status,
        string? Business,
        Guid? BusinessId,
        DateTimeOffset? AssignedAt,
        DateTimeOffset? AvailableSince,
        DateTimeOffset? QuarantinedUntil,
        string? ReleasedFrom,
        Guid? ReleasedFromId,
        string? Note,
        string? Warning,
        string? Source,
        DateTimeOffset CreatedAt
    );
}
