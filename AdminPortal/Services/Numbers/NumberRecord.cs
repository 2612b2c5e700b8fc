using AdminPortal.Data;
using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Numbers;

/// <summary>A number of the inventory as shown by pages, API and command line.</summary>
public sealed record NumberRecord(
    Guid Id,
    string Number,
    NumberStatus Status,
    Guid? AssignedTo,
    string? BusinessName,
    DateTimeOffset? AssignedAt,
    DateTimeOffset? AvailableSince,
    DateTimeOffset? QuarantinedUntil,
    Guid? ReleasedFrom,
    string? Note,
    string? Source,
    string? Warning,
    long RowVersion,
    DateTimeOffset CreatedAt
)
{
    internal static NumberRecord Of(TollFreeNumber n, string? businessName) =>
        new(
            n.Id,
            n.Number,
            n.Status,
            n.AssignedTo,
            businessName,
            n.AssignedAt,
            n.AvailableSince,
            n.QuarantinedUntil,
            n.ReleasedFrom,
            n.Note,
            n.Source,
            n.Warning,
            n.RowVersion,
            n.CreatedAt
        );

    internal static IQueryable<NumberRecord> Project(PortalDbContext db, IQueryable<TollFreeNumber> numbers) =>
        from n in numbers
        join b in db.Businesses on n.AssignedTo equals b.Id into holders
        from holder in holders.DefaultIfEmpty()
        orderby n.Number
        select new NumberRecord(
            n.Id,
            n.Number,
            n.Status,
            n.AssignedTo,
            holder!.Name,
            n.AssignedAt,
            n.AvailableSince,
            n.QuarantinedUntil,
            n.ReleasedFrom,
            n.Note,
            n.Source,
            n.Warning,
            n.RowVersion,
            n.CreatedAt
        );
}
