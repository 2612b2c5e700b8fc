using AdminPortal.Services.Provisioning;
using AdminPortal.Services.Supply;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Supply;

/// <summary>Ordering when the stock is low, from one portal and from two.</summary>
public sealed class TopUpServiceTests(PostgresCluster cluster)
{
    private static readonly TopUpSettings s_settings = new(
        Enabled: true,
        Supplier: null,
        Prefixes: [],
        Threshold: 5,
        Target: 8,
        MonthlyLimit: 20,
        MaxMonthlyCost: null,
        TimeSpan.FromSeconds(60)
    );

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_StockBelowTheThreshold_OrdersUpToTheTarget()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await portal.AddNumbersAsync(4);
        var supplier = new UnreliableSupplier();
        using var buyer = new Buyer(portal, supplier, topUp: s_settings);

        Assert.Equal(4, await buyer.TopUp.RunAsync(Cancel));
        await SettleAsync(buyer);

        Assert.All(await buyer.AllOrdersAsync(), o => Assert.Equal(("top_up", "system"), (o.Reason, o.OrderedBy)));
        Assert.Equal(0, await buyer.TopUp.RunAsync(Cancel));
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Run_StockAtTheThreshold_OrdersNothing()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await portal.AddNumbersAsync(5);
        var supplier = new UnreliableSupplier();
        using var buyer = new Buyer(portal, supplier, topUp: s_settings);

        Assert.Equal(0, await buyer.TopUp.RunAsync(Cancel));
        Assert.Equal(0, supplier.Searches);
    }

    [Fact]
    public async Task Run_BusinessesWait_OrdersForThemToo()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        foreach (var business in await portal.AddBusinessesAsync(3))
            await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, wait: true, Cancel);
        using var buyer = new Buyer(portal, new UnreliableSupplier(), topUp: s_settings);

        Assert.Equal(11, await buyer.TopUp.RunAsync(Cancel));
    }

    [Fact]
    public async Task Run_OpenOrders_CountAsStockToCome()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var supplier = new UnreliableSupplier { Fault = _ => BuyFault.Pends };
        using var buyer = new Buyer(portal, supplier, topUp: s_settings);

        Assert.Equal(8, await buyer.TopUp.RunAsync(Cancel));
        Assert.Equal(0, await buyer.TopUp.RunAsync(Cancel));
    }

    [Fact]
    public async Task Run_MonthIsUsedUp_WaitsForTheNext()
    {
        var clock = new JumpClock(new DateTimeOffset(2026, 6, 30, 12, 0, 0, TimeSpan.Zero));
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, clock);
        var supplier = new UnreliableSupplier();
        using var buyer = new Buyer(portal, supplier, topUp: s_settings with { MonthlyLimit = 3 });

        Assert.Equal(3, await buyer.TopUp.RunAsync(Cancel));
        await SettleAsync(buyer);
        Assert.Equal(0, await buyer.TopUp.RunAsync(Cancel));
        clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(3, await buyer.TopUp.RunAsync(Cancel));
    }

    [Fact]
    public async Task Run_OrdersFail_AreNotCountedAgainstTheLimitAndTriedLater()
    {
        var clock = new JumpClock(DateTimeOffset.UtcNow);
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, clock);
        var supplier = new UnreliableSupplier { Fault = _ => BuyFault.NoFunds };
        using var buyer = new Buyer(portal, supplier, topUp: s_settings with { MonthlyLimit = 8 });
        Assert.Equal(8, await buyer.TopUp.RunAsync(Cancel));
        await SettleAsync(buyer);

        // Eight failures in a row: the next attempt comes later.
        Assert.Equal(0, await buyer.TopUp.RunAsync(Cancel));
        supplier.Fault = null;
        clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(8, await buyer.TopUp.RunAsync(Cancel));
        await SettleAsync(buyer);
        Assert.Equal(8, supplier.Billed.Count);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Run_OffersCostTooMuchOrTellNoPrice_OrdersNothingAndSaysWhy()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var supplier = new UnreliableSupplier { MonthlyCost = null };
        using var buyer = new Buyer(portal, supplier, topUp: s_settings with { MaxMonthlyCost = 2 });

        Assert.Equal(0, await buyer.TopUp.RunAsync(Cancel));
        supplier.MonthlyCost = 2.01m;
        Assert.Equal(0, await buyer.TopUp.RunAsync(Cancel));

        Assert.Contains("TopUp:MaxMonthlyCost", (await StockAsync(portal)).TopUp.LastError);
        Assert.Empty(supplier.Calls);
    }

    [Theory, OnEachDatabase]
    public async Task Run_TwoPortalsAtOnce_OrderForOneGap(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        var supplier = new UnreliableSupplier();
        using var first = new Buyer(portal, supplier, topUp: s_settings);
        using var second = new Buyer(other, supplier, topUp: s_settings);

        var ordered = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => Task.Run(() => (i % 2 == 0 ? first : second).TopUp.RunAsync(Cancel), Cancel))
        );

        Assert.Equal(8, ordered.Sum());
        await SettleAsync(first);
        Assert.Equal(8, supplier.Billed.Count);
        await portal.AssertSoundAsync();
    }

    private static Task SettleAsync(Buyer buyer) =>
        Wait.UntilAsync(async () => (await buyer.AllOrdersAsync()).All(o => !o.IsOpen), "the orders to be settled");

    private static async Task<StockRecord> StockAsync(TestPortal portal) =>
        (await portal.Get<StockService>().ReadAsync(TestPortal.Admin, Cancel)).Value!;
}
