using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AdminPortal.Providers.Suppliers;

namespace AdminPortal.Tests.Services.Supply;

/// <summary>
/// A supplier in memory that fails as real ones do: before it buys, after it bought, so that the answer is lost, and by buying only some
/// time after its caller gave up. What it bills is what a real supplier would bill.
/// </summary>
internal sealed class UnreliableSupplier(string name = "twilio", int seed = 1) : INumberSupplier
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly List<Action> _late = [];
    private int _offered;

    /// <summary>Of 100 calls, so many fail in one of the ways.</summary>
    public int FaultPercent { get; set; }

    /// <summary>Decides what one purchase does, before chance does; null lets chance decide.</summary>
    public Func<SupplierOrder, BuyFault?>? Fault { get; set; }

    /// <summary>Thrown by every search, look-up, list and release; null throws nothing.</summary>
    public SupplierException? Outage { get; set; }

    public decimal? MonthlyCost { get; set; } = 2.15m;

    /// <summary>What the account pays for: the number, and the order that bought it.</summary>
    public ConcurrentDictionary<string, Guid> Billed { get; } = new();

    /// <summary>Each order for which the call that buys arrived.</summary>
    public ConcurrentQueue<Guid> Calls { get; } = new();

    /// <summary>How many searches arrived.</summary>
    public int Searches { get; private set; }

    /// <summary>Orders that it has and does not deliver yet; false gives one up.</summary>
    public ConcurrentDictionary<Guid, bool?> Pending { get; } = new();

    /// <summary>After how many numbers a list breaks off; null lists all.</summary>
    public int? ListBreaksAfter { get; set; }

    public string Name => name;

    public bool HasSearch => true;

    public string? WhyNumbersDoNotRing => null;

    /// <summary>Purchases that came late, after their callers gave up, take place now.</summary>
    public void CatchUp()
    {
        lock (_lock)
        {
            foreach (var act in _late)
                act();
            _late.Clear();
        }
    }

    public Task<IReadOnlyList<SupplierOffer>> FindOffersAsync(OfferSearch search, CancellationToken cancel)
    {
        lock (_lock)
        {
            Searches++;
            ThrowOutage();
            var numbers = search.Number is { } one
                ? Billed.ContainsKey(one)
                    ? []
                    : [one]
                : Enumerable.Range(0, search.Limit).Select(_ => $"+1{search.Prefix ?? "888"}{3_000_000 + ++_offered}");
            return Task.FromResult<IReadOnlyList<SupplierOffer>>([
                .. numbers.Select(n => new SupplierOffer(n, MonthlyCost, null, MonthlyCost is null ? null : "USD")),
            ]);
        }
    }

    public Task<SupplierOrderState> BuyAsync(SupplierOrder order, CancellationToken cancel)
    {
        lock (_lock)
        {
            Calls.Enqueue(order.Id);
            var fault = Fault?.Invoke(order) ?? Draw();
            switch (fault)
            {
                case BuyFault.FailsBefore:
                    throw new SupplierException(SupplierFault.Unavailable, "The supplier did not buy it.");
                case BuyFault.Gone:
                    throw new SupplierException(SupplierFault.Gone, "Somebody else has it.");
                case BuyFault.NoFunds:
                    throw new SupplierException(SupplierFault.NoFunds, "No funds. Add funds at the supplier.");
                case BuyFault.Credentials:
                    throw new SupplierException(SupplierFault.Credentials, "Check Suppliers:Twilio:AuthToken.");
                case BuyFault.Throttled:
                    throw new SupplierException(SupplierFault.Throttled, "Too many requests.")
                    {
                        RetryAfter = TimeSpan.FromMilliseconds(1),
                    };
                case BuyFault.LosesAnswer:
                    Buy(order);
                    throw new SupplierException(SupplierFault.Unknown, "No response.");
                case BuyFault.BuysLate:
                    _late.Add(() => Buy(order));
                    throw new SupplierException(SupplierFault.Unknown, "No answer in time.");
                case BuyFault.LosesCall:
                    throw new SupplierException(SupplierFault.Unknown, "No answer in time.");
                case BuyFault.Pends:
                    Pending[order.Id] = null;
                    return Task.FromResult(new SupplierOrderState(SupplierOrderStatus.Pending, $"pending-{order.Id}"));
                default:
                    return Task.FromResult(Buy(order));
            }
        }
    }

    public Task<SupplierOrderState?> FindOrderAsync(SupplierOrder order, CancellationToken cancel)
    {
        lock (_lock)
        {
            ThrowOutage();
            if (Chance())
                throw new SupplierException(SupplierFault.Unavailable, "The supplier does not answer.");
            if (Pending.TryGetValue(order.Id, out var delivers))
            {
                if (delivers is null)
                    return Task.FromResult<SupplierOrderState?>(new(SupplierOrderStatus.Pending, $"pending-{order.Id}"));
                Pending.TryRemove(order.Id, out _);
                return Task.FromResult<SupplierOrderState?>(
                    delivers == true ? Buy(order) : new(SupplierOrderStatus.Failed, null, "The supplier gave it up.")
                );
            }

            return Task.FromResult(
                Billed.TryGetValue(order.Number, out var by) && by == order.Id
                    ? new SupplierOrderState(SupplierOrderStatus.Bought, $"ref-{order.Number}")
                    : null
            );
        }
    }

    public Task ReleaseAsync(string number, string providerRef, CancellationToken cancel)
    {
        ThrowOutage();
        Billed.TryRemove(number, out _);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<SupplierNumber> ListNumbersAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.Yield();
        ThrowOutage();
        var listed = 0;
        foreach (var (number, _) in Billed.OrderBy(b => b.Key, StringComparer.Ordinal))
        {
            if (listed++ == ListBreaksAfter)
                throw new SupplierException(SupplierFault.Unavailable, "The list broke off.");
            yield return new SupplierNumber(number, $"ref-{number}", null, true);
        }
    }

    private SupplierOrderState Buy(SupplierOrder order)
    {
        Assert.True(Billed.TryAdd(order.Number, order.Id), $"{order.Number} is billed twice.");
        return new(SupplierOrderStatus.Bought, $"ref-{order.Number}");
    }

    private void ThrowOutage()
    {
        if (Outage is not null)
            throw Outage;
    }

    private bool Chance() => _random.Next(100) < FaultPercent;

    private BuyFault? Draw() => Chance() ? Enum.GetValues<BuyFault>()[_random.Next(Enum.GetValues<BuyFault>().Length)] : null;
}

/// <summary>What a purchase can come to.</summary>
internal enum BuyFault
{
    FailsBefore,
    Gone,
    NoFunds,
    Credentials,
    Throttled,
    LosesAnswer,
    BuysLate,
    LosesCall,
    Pends,
}
