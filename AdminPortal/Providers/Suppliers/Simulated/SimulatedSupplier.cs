using System.Runtime.CompilerServices;
using AdminPortal.Settings;

namespace AdminPortal.Providers.Suppliers.Simulated;

/// <summary>The settings under <c>Suppliers:Simulated</c>.</summary>
/// <param name="Delay">How long each call takes.</param>
/// <param name="FailurePercent">Failure rate in percent; half of the failed purchases are made and lose only the answer.</param>
public sealed record SimulatedSupplierSettings(TimeSpan Delay, int FailurePercent)
{
    private const int StandardDelay = 300;

    public static SimulatedSupplierSettings Read(SettingReader reader) =>
        new(
            TimeSpan.FromMilliseconds(reader.Whole("Suppliers:Simulated:DelayMilliseconds", StandardDelay, 0, 60_000)),
            reader.Whole("Suppliers:Simulated:FailurePercent", 0, 0, 100)
        );
}

/// <summary>
/// A supplier for trying out the portal: nothing is paid, and the numbers do not exist. It has a delay and a failure rate, and test numbers
/// that go wrong in a certain way.
/// </summary>
/// <remarks>
/// The last four digits of a number decide, as those of a payment provider's test cards do:
/// <list type="bullet">
/// <item><c>0402</c>: no funds.</item>
/// <item><c>0409</c>: somebody else has it.</item>
/// <item><c>0429</c>: too many requests.</item>
/// <item><c>0503</c>: fails before it is bought.</item>
/// <item><c>0500</c>: bought, but the answer is lost.</item>
/// <item><c>0202</c>: pending for five seconds, then bought.</item>
/// <item><c>0204</c>: pending for five seconds, then failed.</item>
/// </list>
/// A search offers them only where it names these digits.
/// </remarks>
/// <param name="chance">Decides which calls fail.</param>
public sealed class SimulatedSupplier(
    ISimulatedSupplierAccount account,
    SimulatedSupplierSettings settings,
    TimeProvider clock,
    Random chance
) : INumberSupplier
{
    public const string SupplierName = "simulated";

    public const decimal MonthlyCost = 2.00m;
    public const string Currency = "USD";

    private const string NoFunds = "0402",
        Gone = "0409",
        Throttled = "0429",
        FailsBefore = "0503",
        LosesAnswer = "0500",
        PendingThenBought = "0202",
        PendingThenFailed = "0204";

    private static readonly TimeSpan s_pendingFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_throttledFor = TimeSpan.FromSeconds(5);

    private readonly Lock _drawing = new();

    public string Name => SupplierName;

    public bool HasSearch => true;

    public string? WhyNumbersDoNotRing => null;

    /// <summary>Whether the number goes wrong on purpose.</summary>
    public static bool IsTestNumber(string number) =>
        number[^4..] is NoFunds or Gone or Throttled or FailsBefore or LosesAnswer or PendingThenBought or PendingThenFailed;

    public Task<IReadOnlyList<SupplierOffer>> FindOffersAsync(OfferSearch search, CancellationToken cancel) =>
        CallAsync<IReadOnlyList<SupplierOffer>>(
            "search numbers",
            async () =>
            {
                var taken = (await account.ListAsync(cancel)).Where(p => !HasFailed(p)).Select(p => p.Number).ToHashSet();
                return
                [
                    .. SimulatedOffers
                        .Find(search)
                        .Where(number => !taken.Contains(number))
                        .Take(search.Limit)
                        .Select(number => new SupplierOffer(number, MonthlyCost, 0m, Currency)),
                ];
            },
            cancel
        );

    public Task<SupplierOrderState> BuyAsync(SupplierOrder order, CancellationToken cancel) =>
        CallAsync(
            $"buy {order.Number}",
            async () =>
            {
                var ending = order.Number[^4..];
                ThrowIfRefused(order.Number, ending);
                if (await account.FindNumberAsync(order.Number, cancel) is { } there && HasFailed(there))
                    await account.RemoveAsync(order.Number, cancel);
                var now = clock.GetUtcNow();
                var readyAt = ending is PendingThenBought or PendingThenFailed ? now + s_pendingFor : now;
                var purchase = new SimulatedPurchase(order.Id, order.Number, now, readyAt, ending == PendingThenFailed);
                if (!await account.AddAsync(purchase, cancel))
                    throw IsGone(order.Number);
                return ending == LosesAnswer ? throw Lost($"buy {order.Number}") : StateOf(purchase);
            },
            cancel,
            buys: true
        );

    public Task<SupplierOrderState?> FindOrderAsync(SupplierOrder order, CancellationToken cancel) =>
        CallAsync(
            $"look up {order.Number}",
            async () =>
                await account.FindOrderAsync(order.Id, cancel) is { } purchase && purchase.Number == order.Number
                    ? StateOf(purchase)
                    : null,
            cancel
        );

    public Task ReleaseAsync(string number, string providerRef, CancellationToken cancel) =>
        CallAsync(
            $"release {number}",
            async () =>
            {
                await account.RemoveAsync(providerRef, cancel);
                return true;
            },
            cancel
        );

    public async IAsyncEnumerable<SupplierNumber> ListNumbersAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var purchase in await CallAsync("list the numbers", () => account.ListAsync(cancel), cancel))
            yield return new(purchase.Number, purchase.Number, purchase.BoughtAt, StateOf(purchase).Status == SupplierOrderStatus.Bought);
    }

    private static void ThrowIfRefused(string number, string ending)
    {
        switch (ending)
        {
            case NoFunds:
                throw new SupplierException(
                    SupplierFault.NoFunds,
                    $"The simulated supplier did not buy {number}: the account has no funds. Add funds, then try again."
                );
            case Gone:
                throw IsGone(number);
            case Throttled:
                throw new SupplierException(
                    SupplierFault.Throttled,
                    $"The simulated supplier did not buy {number}: too many requests. Try again later."
                )
                {
                    RetryAfter = s_throttledFor,
                };
            case FailsBefore:
                throw Failed($"buy {number}");
        }
    }

    private SupplierOrderState StateOf(SimulatedPurchase purchase) =>
        clock.GetUtcNow() < purchase.ReadyAt ? new(SupplierOrderStatus.Pending, purchase.OrderId.ToString("D"))
        : purchase.WillFail
            ? new(SupplierOrderStatus.Failed, null, $"The simulated supplier could not deliver {purchase.Number}. Order another number.")
        : new(SupplierOrderStatus.Bought, purchase.Number);

    private bool HasFailed(SimulatedPurchase purchase) => StateOf(purchase).Status == SupplierOrderStatus.Failed;

    private async Task<T> CallAsync<T>(string asked, Func<Task<T>> act, CancellationToken cancel, bool buys = false)
    {
        if (settings.Delay > TimeSpan.Zero)
            await Task.Delay(settings.Delay, clock, cancel);
        var (fails, acts) = Draw();
        if (fails && !acts)
            throw Failed(asked);
        var done = await act();
        if (!fails)
            return done;
        throw buys ? Lost(asked) : Failed(asked);
    }

    private (bool Fails, bool Acts) Draw()
    {
        if (settings.FailurePercent == 0)
            return (false, true);
        lock (_drawing)
            return (chance.Next(100) < settings.FailurePercent, chance.Next(2) == 0);
    }

    private static SupplierException IsGone(string number) =>
        new(SupplierFault.Gone, $"The simulated supplier did not buy {number}: the number is no longer available.");

    private static SupplierException Failed(string asked) =>
        new(SupplierFault.Unavailable, $"The simulated supplier did not {asked}: it is not reachable.");

    private static SupplierException Lost(string asked) =>
        new(SupplierFault.Unknown, $"The simulated supplier may or may not have done this: {asked}. Look it up before trying again.");
}
