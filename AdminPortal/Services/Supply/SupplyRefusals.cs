using AdminPortal.Providers.Suppliers;

namespace AdminPortal.Services.Supply;

/// <summary>What a supplier's refusal means for the caller.</summary>
public enum SupplyFault
{
    /// <summary>No funds, or the account is suspended for it.</summary>
    WantsPayment,

    /// <summary>Somebody else has the number, or no offer fits.</summary>
    NotAvailable,

    /// <summary>The number is in the inventory; the supplier was not called.</summary>
    InInventory,

    /// <summary>An open order is for the number; the supplier was not called.</summary>
    OnOrder,

    /// <summary>Wrong credentials, not reachable, or an answer that makes no sense. Nothing was bought.</summary>
    Failed,

    /// <summary>Too many requests. Nothing was bought.</summary>
    Busy,
}

/// <summary>A supplier did not do what was asked, or the portal knew that it would not.</summary>
/// <param name="Orders">The orders that were refused; empty where none was placed.</param>
public sealed record SupplyRefused(SupplyFault Fault, string Detail, IReadOnlyList<OrderRecord> Orders) : Refusal(Detail)
{
    /// <summary>After how long another try is worth it; null where that is not known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <param name="consequence">A sentence that follows the supplier's; null for none.</param>
    internal static SupplyRefused Of(SupplierException error, string? consequence = null) =>
        new(FaultOf(error.Fault), consequence is null ? error.Message : $"{error.Message} {consequence}", [])
        {
            RetryAfter = error.Fault == SupplierFault.Throttled ? error.RetryAfter ?? TimeSpan.FromSeconds(5) : null,
        };

    internal static SupplyFault FaultOf(SupplierFault fault) =>
        fault switch
        {
            SupplierFault.Gone => SupplyFault.NotAvailable,
            SupplierFault.NoFunds => SupplyFault.WantsPayment,
            SupplierFault.Throttled => SupplyFault.Busy,
            _ => SupplyFault.Failed,
        };
}
