using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Supply;

/// <summary>An order of one number, as pages, API and command line show it.</summary>
/// <param name="PurchaseId">The same for all orders of one basket.</param>
/// <param name="Uncertain">Whether the supplier was called and gave no answer yet that can be trusted.</param>
/// <param name="Reason">One of <see cref="OrderReasons"/>.</param>
public sealed record OrderRecord(
    Guid Id,
    Guid PurchaseId,
    string Supplier,
    string Number,
    OrderStatus Status,
    bool Uncertain,
    string? ProviderRef,
    decimal? MonthlyCost,
    decimal? UpfrontCost,
    string? Currency,
    string Reason,
    string OrderedBy,
    string? LastError,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt,
    long RowVersion
)
{
    /// <summary>Whether it is not settled yet.</summary>
    internal bool IsOpen => Status is OrderStatus.Intended or OrderStatus.Pending;

    internal static OrderRecord Of(NumberOrder o) =>
        new(
            o.Id,
            o.PurchaseId,
            o.Supplier,
            o.Number,
            o.Status,
            o.IsUncertain,
            o.ProviderRef,
            o.MonthlyCost,
            o.UpfrontCost,
            o.Currency,
            o.Reason,
            o.OrderedBy,
            o.LastError,
            o.CreatedAt,
            o.FinishedAt,
            o.RowVersion
        );
}

/// <summary>What was ordered at once.</summary>
/// <param name="Missing">How many of the wanted quantity no offer was found for.</param>
public sealed record Purchase(Guid PurchaseId, string Supplier, IReadOnlyList<OrderRecord> Orders, int Missing)
{
    /// <summary>Whether every number is bought.</summary>
    internal bool IsDone => Orders.All(o => o.Status == OrderStatus.Fulfilled);
}
