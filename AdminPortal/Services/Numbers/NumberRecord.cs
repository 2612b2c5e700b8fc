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
    /// <summary>Where it is paid for, such as <c>twilio</c>; null where the portal does not know.</summary>
    public string? Supplier { get; init; }

    /// <summary>The supplier's own id of the number.</summary>
    public string? ProviderRef { get; init; }

    /// <summary>The order that bought it.</summary>
    public Guid? OrderId { get; init; }

    /// <summary>Per month, in <see cref="Currency"/>.</summary>
    public decimal? MonthlyCost { get; init; }
    public string? Currency { get; init; }

    /// <summary>Since when it is being given back to its supplier, or was.</summary>
    public DateTimeOffset? ReturnedAt { get; init; }

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
        )
        {
            Supplier = n.Supplier,
            ProviderRef = n.ProviderRef,
            OrderId = n.OrderId,
            MonthlyCost = n.MonthlyCost,
            Currency = n.Currency,
            ReturnedAt = n.ReturnedAt,
        };

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
        )
        {
            Supplier = n.Supplier,
            ProviderRef = n.ProviderRef,
            OrderId = n.OrderId,
            MonthlyCost = n.MonthlyCost,
            Currency = n.Currency,
            ReturnedAt = n.ReturnedAt,
        };
}
