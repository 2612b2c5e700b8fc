using AdminPortal.Providers.Suppliers;
using AdminPortal.Providers.Suppliers.Simulated;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Providers.Suppliers;

/// <summary>The simulated supplier: offers that fit any search, test numbers, a delay and chance failures.</summary>
public sealed class SimulatedSupplierTests
{
    private const string Number = "+18885550100";

    private static readonly string[] s_prefixes = ["800", "833", "844", "855", "866", "877", "888"];

    private readonly MemoryAccount _account = new();
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SimulatedSupplier Supplier => Make(0);

    [Fact]
    public Task Offers_OfAnySearch_MatchItAndAreNumbers() =>
        Gen.Select(
                Gen.OneOf(Gen.Const((string?)null), Gen.Int[0, 6].Select(i => (string?)s_prefixes[i])),
                Gen.OneOf(Gen.Const((string?)null), Gen.Char["0123456789***"].Array[2, 10].Select(c => (string?)new string(c))),
                Gen.Int[1, 40]
            )
            .SampleAsync(
                async (prefix, contains, limit) =>
                {
                    var offers = await Supplier.FindOffersAsync(new(prefix, contains, limit), Cancel);
                    Assert.True(offers.Count <= limit);
                    Assert.Equal(offers.Count, offers.Select(o => o.Number).Distinct().Count());
                    Assert.All(offers, offer => AssertFits(offer.Number, prefix, contains));
                    Assert.Equal(offers, await Supplier.FindOffersAsync(new(prefix, contains, limit), Cancel));
                },
                iter: 300
            );

    [Theory]
    [InlineData(null, null, 100)]
    [InlineData("888", null, 100)]
    [InlineData("888", "3569377", 1)]
    [InlineData("888", "8883569377", 1)]
    [InlineData("800", "8883569377", 0)]
    [InlineData(null, "3569377", 7)]
    [InlineData("888", "356937*", 10)]
    [InlineData("833", "8294", 30)]
    [InlineData("888", "911*****", 0)]
    public async Task Offers_AreAsManyAsThereAre(string? prefix, string? contains, int least)
    {
        var offers = await Supplier.FindOffersAsync(new(prefix, contains, 100), Cancel);

        Assert.True(least == 0 ? offers.Count == 0 : offers.Count >= least, $"{offers.Count} offers");
        Assert.All(offers, o => Assert.Equal((2.00m, 0m, "USD", false), (o.MonthlyCost, o.UpfrontCost, o.Currency, o.CanBeHeld)));
    }

    [Fact]
    public async Task Offers_NumberOfTheAccount_IsNotOfferedAgain()
    {
        var first = (await Supplier.FindOffersAsync(new("888", "55501", 1), Cancel))[0].Number;
        await Supplier.BuyAsync(new(Guid.CreateVersion7(), first), Cancel);

        Assert.DoesNotContain(await Supplier.FindOffersAsync(new("888", "55501", 100), Cancel), o => o.Number == first);
        Assert.Empty(await Supplier.FindOffersAsync(new(null, null, 1, first), Cancel));
    }

    [Fact]
    public async Task Offers_OneNumber_IsThatNumber()
    {
        Assert.Equal(Number, Assert.Single(await Supplier.FindOffersAsync(new(null, null, 1, Number), Cancel)).Number);
        Assert.Empty(await Supplier.FindOffersAsync(new(null, null, 1, "+12125550100"), Cancel));
        Assert.Empty(await Supplier.FindOffersAsync(new(null, null, 1, "+18884110100"), Cancel));
    }

    [Theory]
    [InlineData("0402", SupplierFault.NoFunds, false)]
    [InlineData("0409", SupplierFault.Gone, false)]
    [InlineData("0429", SupplierFault.Throttled, false)]
    [InlineData("0503", SupplierFault.Unavailable, false)]
    [InlineData("0500", SupplierFault.Unknown, true)]
    public async Task TestNumber_FailsAsItSays(string ending, SupplierFault fault, bool isBought)
    {
        var order = new SupplierOrder(Guid.CreateVersion7(), $"+1888555{ending}");

        var thrown = await Assert.ThrowsAsync<SupplierException>(() => Supplier.BuyAsync(order, Cancel));

        Assert.Equal(fault, thrown.Fault);
        Assert.Equal(isBought ? SupplierOrderStatus.Bought : null, (await Supplier.FindOrderAsync(order, Cancel))?.Status);
        Assert.Contains(
            await Supplier.FindOffersAsync(new("844", $"555{ending}", 10), Cancel),
            o => o.Number.EndsWith(ending, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("0202", SupplierOrderStatus.Bought)]
    [InlineData("0204", SupplierOrderStatus.Failed)]
    public async Task TestNumber_Pending_EndsAfterFiveSeconds(string ending, SupplierOrderStatus end)
    {
        var order = new SupplierOrder(Guid.CreateVersion7(), $"+1888555{ending}");

        Assert.Equal(SupplierOrderStatus.Pending, (await Supplier.BuyAsync(order, Cancel)).Status);
        Assert.False((await Supplier.ListNumbersAsync(Cancel).SingleAsync(Cancel)).IsActive);
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(SupplierOrderStatus.Pending, (await Supplier.FindOrderAsync(order, Cancel))!.Status);
        _clock.Advance(TimeSpan.FromSeconds(1));

        var ended = (await Supplier.FindOrderAsync(order, Cancel))!;
        Assert.Equal(end, ended.Status);
        Assert.Equal(end == SupplierOrderStatus.Failed, ended.Problem is not null);
        Assert.Equal(end == SupplierOrderStatus.Bought, (await Supplier.ListNumbersAsync(Cancel).SingleAsync(Cancel)).IsActive);
    }

    [Fact]
    public async Task Buy_Twice_IsGoneForTheSecondOrderUntilItIsReleased()
    {
        var (first, second) = (new SupplierOrder(Guid.CreateVersion7(), Number), new SupplierOrder(Guid.CreateVersion7(), Number));
        var bought = await Supplier.BuyAsync(first, Cancel);

        Assert.Equal(new SupplierOrderState(SupplierOrderStatus.Bought, Number), bought);
        var thrown = await Assert.ThrowsAsync<SupplierException>(() => Supplier.BuyAsync(second, Cancel));
        Assert.Equal(SupplierFault.Gone, thrown.Fault);
        Assert.Null(await Supplier.FindOrderAsync(second, Cancel));
        await Supplier.ReleaseAsync(Number, Number, Cancel);
        await Supplier.ReleaseAsync(Number, Number, Cancel);
        Assert.Equal(SupplierOrderStatus.Bought, (await Supplier.BuyAsync(second, Cancel)).Status);
    }

    [Fact]
    public async Task Buy_ByChance_LosesTheAnswerOfWhatItDid()
    {
        var always = Make(100);
        var faults = new List<SupplierFault>();
        for (var i = 0; i < 40; i++)
        {
            var order = new SupplierOrder(Guid.CreateVersion7(), $"+188855510{i:d2}");
            var thrown = await Assert.ThrowsAsync<SupplierException>(() => always.BuyAsync(order, Cancel));
            faults.Add(thrown.Fault);
            Assert.Equal(thrown.Fault == SupplierFault.Unknown, await Supplier.FindOrderAsync(order, Cancel) is not null);
        }

        Assert.Equal([SupplierFault.Unavailable, SupplierFault.Unknown], faults.Distinct().Order());
    }

    [Fact]
    public async Task Call_TakesItsDelay()
    {
        var slow = new SimulatedSupplier(_account, new(TimeSpan.FromMilliseconds(300), 0), _clock, new Random(1));
        var call = slow.FindOrderAsync(new(Guid.CreateVersion7(), Number), Cancel);

        Assert.False(call.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Null(await call);
    }

    private SimulatedSupplier Make(int failurePercent) =>
        new(_account, new SimulatedSupplierSettings(TimeSpan.Zero, failurePercent), _clock, new Random(7));

    /// <summary>Checks the rules independently of the code that makes the offers.</summary>
    private static void AssertFits(string number, string? prefix, string? contains)
    {
        Assert.Matches(@"^\+18(00|33|44|55|66|77|88)[2-9](?!11)\d{6}$", number);
        Assert.StartsWith($"+1{prefix}", number, StringComparison.Ordinal);
        if (contains is null)
            return;
        var keys = string.Concat(
            contains.Select(c =>
                char.IsAsciiLetter(c) ? "22233344455566677778889999"[c - 'A']
                : c == '*' ? '.'
                : c
            )
        );
        Assert.Matches(keys, number[2..]);
    }

    /// <summary>An account in memory.</summary>
    private sealed class MemoryAccount : ISimulatedSupplierAccount
    {
        private readonly List<SimulatedPurchase> _purchases = [];

        public Task<SimulatedPurchase?> FindNumberAsync(string number, CancellationToken cancel) =>
            Task.FromResult(_purchases.Find(p => p.Number == number));

        public Task<SimulatedPurchase?> FindOrderAsync(Guid orderId, CancellationToken cancel) =>
            Task.FromResult(_purchases.Find(p => p.OrderId == orderId));

        public Task<bool> AddAsync(SimulatedPurchase purchase, CancellationToken cancel)
        {
            if (_purchases.Exists(p => p.Number == purchase.Number || p.OrderId == purchase.OrderId))
                return Task.FromResult(false);
            _purchases.Add(purchase);
            return Task.FromResult(true);
        }

        public Task RemoveAsync(string number, CancellationToken cancel)
        {
            _purchases.RemoveAll(p => p.Number == number);
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<SimulatedPurchase>> ListAsync(CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<SimulatedPurchase>>([.. _purchases]);
    }
}
