using AdminPortal.Data.Entities;
using AdminPortal.Providers.Suppliers;
using AdminPortal.Services;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Services.Supply;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Supply;

/// <summary>Buying through the service, on both databases, at a supplier that fails on demand.</summary>
public sealed class PurchaseServiceTests(PostgresCluster cluster)
{
    private const string Number = "+18883569377";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Buy_OneNumber_IsInTheInventoryWithItsOrderAndCost(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var supplier = new UnreliableSupplier();
        using var buyer = new Buyer(portal, supplier);

        var bought = (await buyer.BuyAsync("(888) 356-9377")).Value!;

        var order = Assert.Single(bought.Orders);
        Assert.Equal((OrderStatus.Fulfilled, $"ref-{Number}", 2.15m), (order.Status, order.ProviderRef, order.MonthlyCost));
        var number = await FindAsync(portal, Number);
        Assert.Equal(
            (NumberStatus.Available, $"order:{order.Id}", order.Id, "twilio", 2.15m, "USD"),
            (number.Status, number.Source, number.OrderId, number.Supplier, number.MonthlyCost, number.Currency)
        );
        Assert.Equal([order.Id], supplier.Calls);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Buy_AnswerIsLost_IsFoundAndNeverBoughtAgain(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var supplier = new UnreliableSupplier { Fault = _ => BuyFault.LosesAnswer };
        using var buyer = new Buyer(portal, supplier);

        var order = Assert.Single((await buyer.BuyAsync(Number)).Value!.Orders);
        Assert.Equal((OrderStatus.Intended, true), (order.Status, order.Uncertain));
        await buyer.LookAsync();
        var looked = (await buyer.Orders.CheckAsync(TestPortal.Admin, order.Id, Cancel)).Value!;

        Assert.Equal((OrderStatus.Fulfilled, false), (looked.Status, looked.Uncertain));
        Assert.Single(supplier.Calls);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Buy_NoTraceOfALostCall_FailsOnlyAfterTheSettlingTime()
    {
        var clock = new JumpClock(DateTimeOffset.UtcNow);
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, clock);
        var supplier = new UnreliableSupplier { Fault = _ => BuyFault.LosesCall };
        using var buyer = new Buyer(portal, supplier, settle: TimeSpan.FromMinutes(5));
        var order = Assert.Single((await buyer.BuyAsync(Number)).Value!.Orders);

        clock.Advance(TimeSpan.FromMinutes(4));
        Assert.True((await buyer.Orders.CheckAsync(TestPortal.Admin, order.Id, Cancel)).Value!.Uncertain);
        clock.Advance(TimeSpan.FromMinutes(2));
        var settled = (await buyer.Orders.CheckAsync(TestPortal.Admin, order.Id, Cancel)).Value!;

        Assert.Equal(OrderStatus.Failed, settled.Status);
        Assert.Contains("nothing was bought", settled.LastError);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Buy_OrderIsGivenUpWhileTheCallStillRuns_EndsAsBought()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var supplier = new UnreliableSupplier();
        supplier.Fault = order =>
        {
            portal.Get<OrderBook>().FailAsync(order.Id, "Another process found no trace of it.").GetAwaiter().GetResult();
            return null;
        };
        using var buyer = new Buyer(portal, supplier);

        var order = Assert.Single((await buyer.BuyAsync(Number)).Value!.Orders);

        Assert.Equal((OrderStatus.Fulfilled, (string?)null), (order.Status, order.LastError));
        Assert.Equal(order.Id, (await FindAsync(portal, Number)).OrderId);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Buy_PurchaseHappensAfterTheCallerGaveUp_IsFoundLater()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var supplier = new UnreliableSupplier { Fault = _ => BuyFault.BuysLate };
        using var buyer = new Buyer(portal, supplier);
        var order = Assert.Single((await buyer.BuyAsync(Number)).Value!.Orders);
        Assert.True((await buyer.Orders.CheckAsync(TestPortal.Admin, order.Id, Cancel)).Value!.Uncertain);

        supplier.CatchUp();

        Assert.Equal(OrderStatus.Fulfilled, (await buyer.Orders.CheckAsync(TestPortal.Admin, order.Id, Cancel)).Value!.Status);
        Assert.Equal(NumberStatus.Available, (await FindAsync(portal, Number)).Status);
    }

    [Theory]
    [InlineData(true, OrderStatus.Fulfilled)]
    [InlineData(false, OrderStatus.Failed)]
    public async Task Check_PendingOrder_EndsAsTheSupplierSays(bool delivers, OrderStatus end)
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var supplier = new UnreliableSupplier { Fault = _ => BuyFault.Pends };
        using var buyer = new Buyer(portal, supplier);
        var order = Assert.Single((await buyer.BuyAsync(Number)).Value!.Orders);
        Assert.Equal((OrderStatus.Pending, $"pending-{order.Id}"), (order.Status, order.ProviderRef));

        supplier.Pending[order.Id] = delivers;

        Assert.Equal(end, (await buyer.Orders.CheckAsync(TestPortal.Admin, order.Id, Cancel)).Value!.Status);
        Assert.Equal(delivers, supplier.Billed.ContainsKey(Number));
        await portal.AssertSoundAsync();
    }

    [Theory]
    [InlineData(nameof(BuyFault.Gone), SupplyFault.NotAvailable)]
    [InlineData(nameof(BuyFault.NoFunds), SupplyFault.WantsPayment)]
    [InlineData(nameof(BuyFault.Credentials), SupplyFault.Failed)]
    [InlineData(nameof(BuyFault.FailsBefore), SupplyFault.Failed)]
    [InlineData(nameof(BuyFault.Throttled), SupplyFault.Busy)]
    public async Task Buy_SupplierRefuses_IsRefusedWithTheFailedOrder(string fault, SupplyFault refused)
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var supplier = new UnreliableSupplier { Fault = _ => Enum.Parse<BuyFault>(fault) };
        using var buyer = new Buyer(portal, supplier);

        var refusal = Assert.IsType<SupplyRefused>((await buyer.BuyAsync(Number)).Refusal);

        Assert.Equal(refused, refusal.Fault);
        Assert.Equal(OrderStatus.Failed, Assert.Single(refusal.Orders).Status);
        Assert.Equal(refusal.Orders[0].LastError, refusal.Message);
        Assert.Empty(supplier.Billed);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Buy_SupplierIsBusyOnce_SendsTheSameOrderAgain()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var supplier = new UnreliableSupplier();
        supplier.Fault = _ => supplier.Calls.Count == 1 ? BuyFault.Throttled : null;
        using var buyer = new Buyer(portal, supplier);

        var order = Assert.Single((await buyer.BuyAsync(Number)).Value!.Orders);

        Assert.Equal(OrderStatus.Fulfilled, order.Status);
        Assert.Equal([order.Id, order.Id], supplier.Calls);
    }

    [Fact]
    public async Task Buy_BasketOfWhichOneFails_BuysTheOthers()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var supplier = new UnreliableSupplier { Fault = o => o.Number == Number ? BuyFault.Gone : null };
        using var buyer = new Buyer(portal, supplier);

        var bought = (await buyer.BuyAsync("+18883569378", Number, "+18883569379", "888-356-9379")).Value!;

        Assert.Equal([OrderStatus.Fulfilled, OrderStatus.Failed, OrderStatus.Fulfilled], bought.Orders.Select(o => o.Status));
        Assert.Single(bought.Orders.Select(o => o.PurchaseId).Distinct());
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Buy_QuantityWithASearch_OrdersThatManyAndSaysWhatIsMissing()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var supplier = new UnreliableSupplier();
        using var buyer = new Buyer(portal, supplier);

        var bought = (await BuyAsync(buyer, new PurchaseRequest(null, "877", null, 5))).Value!;

        Assert.Equal(5, bought.Orders.Count);
        Assert.Equal(0, bought.Missing);
        Assert.All(bought.Orders, o => Assert.StartsWith("+1877", o.Number));
    }

    [Fact]
    public async Task Buy_EveryOfferCostsMore_OrdersNothing()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var supplier = new UnreliableSupplier { MonthlyCost = 3 };
        using var buyer = new Buyer(portal, supplier);

        var byQuantity = await BuyAsync(buyer, new PurchaseRequest(null, Quantity: 2, MaxMonthlyCost: 2.5m));
        var byNumber = await BuyAsync(buyer, new PurchaseRequest([Number], MaxMonthlyCost: 2.5m));

        Assert.Equal(SupplyFault.NotAvailable, Assert.IsType<SupplyRefused>(byQuantity.Refusal).Fault);
        Assert.Contains("costs 3.00 USD a month", byNumber.Refusal!.Message);
        Assert.Empty(supplier.Calls);
    }

    [Fact]
    public async Task Buy_NumberThatIsHere_DoesNotCallTheSupplier()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var supplier = new UnreliableSupplier { Fault = _ => BuyFault.Pends };
        using var buyer = new Buyer(portal, supplier);
        await portal.Get<NumberService>().AddAsync(TestPortal.Admin, [Number], Cancel);
        await buyer.BuyAsync("+18883569378");
        var (calls, searches) = (supplier.Calls.Count, supplier.Searches);

        var inInventory = await buyer.BuyAsync(Number);
        var onOrder = await buyer.BuyAsync("+18883569378");

        Assert.Equal(SupplyFault.InInventory, Assert.IsType<SupplyRefused>(inInventory.Refusal).Fault);
        Assert.Equal(SupplyFault.OnOrder, Assert.IsType<SupplyRefused>(onOrder.Refusal).Fault);
        Assert.Equal((calls, searches), (supplier.Calls.Count, supplier.Searches));
    }

    [Theory]
    [InlineData("numbers", "+12125550100", null, null, null)]
    [InlineData("numbers", "nonsense", null, null, null)]
    [InlineData("quantity", null, 101, null, null)]
    [InlineData("quantity", null, 0, null, null)]
    [InlineData("prefix", null, 1, "212", null)]
    [InlineData("contains", null, 1, null, "F")]
    [InlineData("contains", null, 1, null, "FLOW!")]
    [InlineData("numbers", "+18883569377", 1, null, null)]
    [InlineData("numbers", null, null, null, null)]
    public async Task Buy_WhatCannotBe_IsRefusedByField(string field, string? number, int? quantity, string? prefix, string? contains)
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var supplier = new UnreliableSupplier();
        using var buyer = new Buyer(portal, supplier);

        var refused = await BuyAsync(buyer, new PurchaseRequest(number is null ? null : [number], prefix, contains, quantity));

        Assert.Equal(field, Assert.IsType<Refusal.Invalid>(refused.Refusal).Field);
        Assert.Equal(0, supplier.Searches + supplier.Calls.Count);
    }

    [Theory, OnEachDatabase]
    public async Task Buy_SameNumberFromTwoPortalsAtOnce_IsOrderedOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        var supplier = new UnreliableSupplier();
        using var first = new Buyer(portal, supplier);
        using var second = new Buyer(other, supplier);

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? first : second).BuyAsync(Number), Cancel))
        );

        Assert.Single(outcomes, o => o.IsDone);
        Assert.Single(supplier.Calls);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task LookAfter_OrdersThatNobodyCalled_ArePlacedOnce(TestDatabase kind)
    {
        var clock = new JumpClock(DateTimeOffset.UtcNow);
        await using var portal = await TestPortal.StartAsync(kind, cluster, clock);
        var supplier = new UnreliableSupplier();
        using var crashed = new Buyer(portal, supplier);
        var wanted = Enumerable.Range(0, 10).Select(i => new WantedNumber(new SupplierOffer($"+1888356000{i}", 2, null, "USD"))).ToList();
        await crashed.Purchases.WriteAsync(TestPortal.Admin, supplier, wanted, 0, OrderReasons.Manual, null, Cancel);
        using var next = new Buyer(portal, supplier);
        using var another = new Buyer(portal, supplier);

        await next.LookAsync();
        Assert.Empty(supplier.Calls);
        clock.Advance(TimeSpan.FromMinutes(1));
        await Task.WhenAll(next.LookAsync(), another.LookAsync());

        Assert.Equal(10, supplier.Calls.Count);
        Assert.Equal(10, supplier.Billed.Count);
        Assert.All(await next.AllOrdersAsync(), o => Assert.Equal(OrderStatus.Fulfilled, o.Status));
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Buy_SomebodyAddedTheNumberMeanwhile_KeepsItsStateAndNotesTheOrder()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var supplier = new UnreliableSupplier { Fault = _ => BuyFault.Pends };
        using var buyer = new Buyer(portal, supplier);
        var order = Assert.Single((await buyer.BuyAsync(Number)).Value!.Orders);
        await portal.Get<NumberService>().AddAsync(TestPortal.Admin, [Number], Cancel);
        var business = await portal.AddBusinessAsync();
        await portal.Get<NumberService>().DoAsync(TestPortal.Admin, Number, new NumberCommand.Assign(business.Id), null, Cancel);

        supplier.Pending[order.Id] = true;
        await buyer.Orders.CheckAsync(TestPortal.Admin, order.Id, Cancel);

        var number = await FindAsync(portal, Number);
        Assert.Equal((NumberStatus.Assigned, $"order:{order.Id}"), (number.Status, number.Source));
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Buy_WhileABusinessWaits_GivesItTheNumber()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var business = await portal.AddBusinessAsync();
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business.Id, wait: true, Cancel);
        using var buyer = new Buyer(portal, new UnreliableSupplier());

        await buyer.BuyAsync(Number);
        await portal.Get<WaitingListService>().ServeAsync(Cancel);

        Assert.Equal(business.Id, (await FindAsync(portal, Number)).AssignedTo);
    }

    [Fact]
    public async Task Delete_NumberThatWasBought_IsRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        using var buyer = new Buyer(portal, new UnreliableSupplier());
        await buyer.BuyAsync(Number);

        var deleted = await portal.Get<NumberService>().DoAsync(TestPortal.Admin, Number, new NumberCommand.Delete(), null, Cancel);

        Assert.IsType<Refusal.InvalidTransition>(deleted.Refusal);
        await portal.AssertSoundAsync();
    }

    private static async Task<Outcome<Purchase>> BuyAsync(Buyer buyer, PurchaseRequest request) =>
        await buyer.Purchases.BuyAsync(TestPortal.Admin, request, Cancel);

    private static async Task<NumberRecord> FindAsync(TestPortal portal, string number) =>
        (await portal.Get<InventoryService>().FindAsync(TestPortal.Admin, number, Cancel)).Value!;
}
