namespace AdminPortal.Providers.Suppliers;

/// <summary>
/// Where toll-free numbers are bought. No operation retries a purchase: <see cref="BuyAsync"/> sends the request that buys exactly once.
/// </summary>
/// <remarks>
/// Every operation throws <see cref="SupplierException"/> where the supplier did not do it, or where it is not known whether it did.
/// </remarks>
public interface INumberSupplier
{
    /// <summary><c>twilio</c>, <c>telnyx</c>, <c>retell</c> or <c>simulated</c>: the value of <c>number_orders.supplier</c>.</summary>
    string Name { get; }

    /// <summary>Whether offers can be searched; otherwise a number must be known to be bought, and its price is not told.</summary>
    bool HasSearch { get; }

    /// <summary>
    /// Why a bought number does not reach the agents, as a sentence that names the missing setting; null when it does.
    /// </summary>
    string? WhyNumbersDoNotRing { get; }

    /// <summary>
    /// Toll-free numbers that can be bought now, with their price. Nothing is held: somebody else may buy one meanwhile. Empty when
    /// nothing fits.
    /// </summary>
    /// <exception cref="NotSupportedException">The supplier has no search, see <see cref="HasSearch"/>.</exception>
    Task<IReadOnlyList<SupplierOffer>> FindOffersAsync(OfferSearch search, CancellationToken cancel);

    /// <summary>
    /// Buys the number of an order. The order's id is left with the supplier, so that <see cref="FindOrderAsync"/> finds the purchase.
    /// </summary>
    /// <exception cref="SupplierException">
    /// With <see cref="SupplierFault.Unknown"/> the number may have been bought, now or in a moment; with every other fault it is certain
    /// that nothing was bought.
    /// </exception>
    Task<SupplierOrderState> BuyAsync(SupplierOrder order, CancellationToken cancel);

    /// <summary>
    /// What became of an order: found by its id, and by <see cref="SupplierOrder.ProviderRef"/> where one is known. Null when the supplier
    /// has no trace of it (yet): a purchase may be listed late. A number that the account has from elsewhere is not this order's.
    /// </summary>
    Task<SupplierOrderState?> FindOrderAsync(SupplierOrder order, CancellationToken cancel);

    /// <summary>
    /// Gives a number back, so that it is no longer paid for. Done as well when the account does not have it (any more). May be repeated.
    /// </summary>
    /// <param name="providerRef">The supplier's id of the number, from <see cref="SupplierOrderState.ProviderRef"/>.</param>
    Task ReleaseAsync(string number, string providerRef, CancellationToken cancel);

    /// <summary>
    /// All toll-free numbers of the account. When the list cannot be read to its end the enumeration throws, so what came before says
    /// nothing of what is missing.
    /// </summary>
    IAsyncEnumerable<SupplierNumber> ListNumbersAsync(CancellationToken cancel);
}

/// <summary>Which toll-free numbers are looked for. All conditions hold together.</summary>
/// <param name="Prefix">One of 800, 833, 844, 855, 866, 877, 888; null for any.</param>
/// <param name="Contains">
/// What the number contains: 2 to 10 of digits, upper-case letters as on a phone's keys, and <c>*</c> for any one digit; null for anything.
/// It never includes the country code.
/// </param>
/// <param name="Limit">1 to 100.</param>
/// <param name="Number">Only this number, in E.164; null for any.</param>
public sealed record OfferSearch(string? Prefix, string? Contains, int Limit, string? Number = null);

/// <summary>A number that can be bought.</summary>
/// <param name="Number">E.164.</param>
/// <param name="MonthlyCost">Per month, in <paramref name="Currency"/>; null where the supplier does not say.</param>
/// <param name="UpfrontCost">Once; null where the supplier does not say.</param>
/// <param name="Currency">ISO 4217, upper case; null where no cost is said.</param>
/// <param name="CanBeHeld">Whether the supplier can reserve it for a while.</param>
public sealed record SupplierOffer(string Number, decimal? MonthlyCost, decimal? UpfrontCost, string? Currency, bool CanBeHeld = false);

/// <summary>An order as a supplier is asked about it.</summary>
/// <param name="Id">The portal's id of the order; unique over all portals.</param>
/// <param name="Number">E.164.</param>
/// <param name="ProviderRef">What the supplier called the order while it was pending; null when that is not known.</param>
public sealed record SupplierOrder(Guid Id, string Number, string? ProviderRef = null);

/// <summary>How far an order is at the supplier.</summary>
public enum SupplierOrderStatus
{
    /// <summary>The supplier has the order and has not delivered yet.</summary>
    Pending,

    /// <summary>The account has the number and pays for it.</summary>
    Bought,

    /// <summary>The supplier gave the order up: nothing was bought.</summary>
    Failed,
}

/// <summary>What a supplier says of an order.</summary>
/// <param name="ProviderRef">
/// When bought, what releases the number: Twilio's PN… id, Telnyx's id of the phone number; for Retell and simulated the number itself. While
/// pending, the supplier's id of the order. Null when there is none.
/// </param>
/// <param name="Problem">Why it failed, as a sentence for an admin; null otherwise.</param>
public sealed record SupplierOrderState(SupplierOrderStatus Status, string? ProviderRef, string? Problem = null);

/// <summary>A number of the account.</summary>
/// <param name="Number">E.164.</param>
/// <param name="ProviderRef">What releases it, see <see cref="SupplierOrderState.ProviderRef"/>.</param>
/// <param name="BoughtAt">Null where the supplier does not say.</param>
/// <param name="IsActive">
/// Whether the account has it now; false while it is still being bought, and where the purchase failed or the number was deleted.
/// </param>
public sealed record SupplierNumber(string Number, string ProviderRef, DateTimeOffset? BoughtAt, bool IsActive);

/// <summary>What kind of failure a supplier's was.</summary>
public enum SupplierFault
{
    /// <summary>Somebody else has the number, or it is not offered any more.</summary>
    Gone,

    /// <summary>No funds, or the account is suspended for it.</summary>
    NoFunds,

    /// <summary>The credentials are wrong, or may not do this; the message names the setting.</summary>
    Credentials,

    /// <summary>Too many requests; <see cref="SupplierException.RetryAfter"/> may say how long to wait.</summary>
    Throttled,

    /// <summary>The supplier refuses for another reason that a person has to see to, such as a missing address or a limit.</summary>
    Refused,

    /// <summary>Not reachable, an outage, an answer that makes no sense. Nothing was done, or doing it again does no harm.</summary>
    Unavailable,

    /// <summary>The answer to a purchase was lost: it may have happened, now or in a moment. Look before concluding anything.</summary>
    Unknown,
}

/// <summary>The supplier did not do what was asked, or it is not known whether it did.</summary>
/// <param name="message">A sentence for an admin: what was asked, what the supplier said, and what to do. Never a secret.</param>
public sealed class SupplierException(SupplierFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public SupplierFault Fault { get; } = fault;

    /// <summary>How long the supplier asks to wait; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
