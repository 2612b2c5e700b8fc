namespace AdminPortal.Providers.Suppliers;

/// <summary>A supplier of toll-free numbers. No operation retries a purchase: <see cref="BuyAsync"/> sends the purchasing request exactly
/// once.</summary>
/// <remarks>Every operation throws <see cref="SupplierException"/> if the supplier did not do it, or if that is unknown.</remarks>
public interface INumberSupplier
{
    /// <summary><c>twilio</c>, <c>telnyx</c>, <c>retell</c> or <c>simulated</c>: the value of <c>number_orders.supplier</c>.</summary>
    string Name { get; }

    /// <summary>Whether offers can be searched; otherwise only known numbers can be bought, without their price.</summary>
    bool HasSearch { get; }

    /// <summary>Why a bought number cannot reach the agents, as a sentence with the missing setting; null if it can.</summary>
    string? WhyNumbersDoNotRing { get; }

    /// <summary>Toll-free numbers that can be bought now, with their price. None is reserved: somebody else may buy one in the meantime.
    /// Empty without matches.</summary>
    /// <exception cref="NotSupportedException">The supplier has no search, see <see cref="HasSearch"/>.</exception>
    Task<IReadOnlyList<SupplierOffer>> FindOffersAsync(OfferSearch search, CancellationToken cancel);

    /// <summary>Buys the number of an order. The supplier stores the order's id, so that <see cref="FindOrderAsync"/> finds the
    /// purchase.</summary>
    /// <exception cref="SupplierException">With <see cref="SupplierFault.Unknown"/> the number may have been bought, now or in a moment;
    /// with every other fault nothing was bought.</exception>
    Task<SupplierOrderState> BuyAsync(SupplierOrder order, CancellationToken cancel);

    /// <summary>The state of an order, found by its id, and by <see cref="SupplierOrder.ProviderRef"/> if known. Null if the supplier does
    /// not know it (yet): a purchase may be listed late. A number that the account got in another way does not belong to this
    /// order.</summary>
    Task<SupplierOrderState?> FindOrderAsync(SupplierOrder order, CancellationToken cancel);

    /// <summary>Releases a number, so that it is no longer charged. Succeeds if the account does not have it (any more).
    /// Idempotent.</summary>
    /// <param name="providerRef">The supplier's id of the number, from <see cref="SupplierOrderState.ProviderRef"/>.</param>
    Task ReleaseAsync(string number, string providerRef, CancellationToken cancel);

    /// <summary>All toll-free numbers of the account. If the list cannot be read to its end the enumeration throws, because a partial list
    /// does not show what is missing.</summary>
    IAsyncEnumerable<SupplierNumber> ListNumbersAsync(CancellationToken cancel);
}

/// <summary>Search criteria for toll-free numbers; all of them apply.</summary>
/// <param name="Prefix">One of 800, 833, 844, 855, 866, 877, 888; null for any.</param>
/// <param name="Contains">
/// What the number contains: 2 to 10 of digits and <c>*</c> for any one digit; null for anything. It never includes the country code.
/// </param>
/// <param name="Limit">1 to 100.</param>
/// <param name="Number">Only this number, in E.164; null for any.</param>
public sealed record OfferSearch(string? Prefix, string? Contains, int Limit, string? Number = null);

/// <summary>A number that can be bought.</summary>
/// <param name="Number">E.164.</param>
/// <param name="MonthlyCost">Per month, in <paramref name="Currency"/>; null if not reported.</param>
/// <param name="UpfrontCost">Once; null if not reported.</param>
/// <param name="Currency">ISO 4217, upper case; null without a cost.</param>
/// <param name="CanBeHeld">Whether the supplier can reserve it for a while.</param>
public sealed record SupplierOffer(string Number, decimal? MonthlyCost, decimal? UpfrontCost, string? Currency, bool CanBeHeld = false);

/// <summary>An order, to look it up at the supplier.</summary>
/// <param name="Id">The portal's id of the order; unique over all portals.</param>
/// <param name="Number">E.164.</param>
/// <param name="ProviderRef">The supplier's id of the order while it was pending; null if unknown.</param>
public sealed record SupplierOrder(Guid Id, string Number, string? ProviderRef = null);

/// <summary>The status of an order at the supplier.</summary>
public enum SupplierOrderStatus
{
    /// <summary>The supplier has the order and has not delivered yet.</summary>
    Pending,

    /// <summary>The account has the number and pays for it.</summary>
    Bought,

    /// <summary>The supplier cancelled the order: nothing was bought.</summary>
    Failed,
}

/// <summary>The state of an order at the supplier.</summary>
/// <param name="ProviderRef">
/// After the purchase, the id that releases the number: Twilio's PN… id, Telnyx's id of the phone number; for Retell and simulated
/// suppliers the number itself. While pending, the supplier's id of the order. Null without one.
/// </param>
/// <param name="Problem">Why it failed, as a sentence for an admin; null otherwise.</param>
public sealed record SupplierOrderState(SupplierOrderStatus Status, string? ProviderRef, string? Problem = null);

/// <summary>A number of the account.</summary>
/// <param name="Number">E.164.</param>
/// <param name="ProviderRef">The id that releases it, see <see cref="SupplierOrderState.ProviderRef"/>.</param>
/// <param name="BoughtAt">Null if not reported.</param>
/// <param name="IsActive">
/// Whether the account has it now; false while it is still being bought, and where the purchase failed or the number was deleted.
/// </param>
public sealed record SupplierNumber(string Number, string ProviderRef, DateTimeOffset? BoughtAt, bool IsActive);

/// <summary>The kind of a supplier failure.</summary>
public enum SupplierFault
{
    /// <summary>The number is sold, or no longer offered.</summary>
    Gone,

    /// <summary>Insufficient funds, or the account is suspended for that reason.</summary>
    NoFunds,

    /// <summary>The credentials are wrong, or lack a permission; the message names the setting.</summary>
    Credentials,

    /// <summary>Too many requests; <see cref="SupplierException.RetryAfter"/> may contain the wait.</summary>
    Throttled,

    /// <summary>Refused for another reason that a person must fix, such as a missing address or a limit.</summary>
    Refused,

    /// <summary>Unreachable, an outage, or an invalid response. Nothing was done, or repeating it is harmless.</summary>
    Unavailable,

    /// <summary>The response to a purchase was lost: it may have happened, now or in a moment. Look it up before concluding
    /// anything.</summary>
    Unknown,
}

/// <summary>A request failed, or its result is unknown.</summary>
/// <param name="message">A sentence for an admin with the request, the supplier's message and what to do. Never contains secrets.</param>
public sealed class SupplierException(SupplierFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public SupplierFault Fault { get; } = fault;

    /// <summary>The wait that the supplier requested; null without one.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
