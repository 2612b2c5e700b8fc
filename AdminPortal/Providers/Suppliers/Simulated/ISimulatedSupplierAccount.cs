namespace AdminPortal.Providers.Suppliers.Simulated;

/// <summary>A purchase at the simulated supplier.</summary>
/// <param name="ReadyAt">When it is delivered, or fails; before that it is pending.</param>
/// <param name="WillFail">Whether it fails then. A failed purchase does not keep its number.</param>
public sealed record SimulatedPurchase(Guid OrderId, string Number, DateTimeOffset BoughtAt, DateTimeOffset ReadyAt, bool WillFail);

/// <summary>
/// The state of the simulated supplier. It is in the portal's database, so that it survives a restart as a real supplier's state does. This
/// interface has one implementation, in the services, because providers may not depend on the database layer.
/// </summary>
/// <remarks>
/// Every operation throws <see cref="SupplierException"/> when the database is not available: with <see cref="SupplierFault.Unavailable"/>,
/// and <see cref="AddAsync"/> with <see cref="SupplierFault.Unknown"/> where the purchase may have been written.
/// </remarks>
public interface ISimulatedSupplierAccount
{
    /// <summary>The purchase of a number; null when the account does not have it.</summary>
    Task<SimulatedPurchase?> FindNumberAsync(string number, CancellationToken cancel);

    /// <summary>The purchase of an order; null when there is none.</summary>
    Task<SimulatedPurchase?> FindOrderAsync(Guid orderId, CancellationToken cancel);

    /// <summary>Returns false, and changes nothing, when there is a purchase of that number or that order.</summary>
    Task<bool> AddAsync(SimulatedPurchase purchase, CancellationToken cancel);

    /// <summary>Removes the purchase of the number. Does nothing when it is not there.</summary>
    Task RemoveAsync(string number, CancellationToken cancel);

    /// <summary>All purchases, failed ones included.</summary>
    Task<IReadOnlyList<SimulatedPurchase>> ListAsync(CancellationToken cancel);
}
