using AdminPortal.Data.Entities;
using AdminPortal.Providers.Suppliers;
using AdminPortal.Services;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Supply;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Supply;

/// <summary>Giving numbers back to the supplier.</summary>
public sealed class ReturnServiceTests(PostgresCluster cluster)
{
    private const string Number = "+18883569377";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Release_AvailableNumber_IsInactiveHereAndNotBilledThere(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var supplier = new UnreliableSupplier();
        using var buyer = new Buyer(portal, supplier);
        await buyer.BuyAsync(Number);

        var number = (await ReleaseAsync(buyer)).Value!;

        Assert.Equal((NumberStatus.Inactive, (string?)null), (number.Status, number.ProviderRef));
        Assert.NotNull(number.ReturnedAt);
        Assert.Empty(supplier.Billed);
        var activated = await portal.Get<NumberService>().DoAsync(TestPortal.Admin, Number, new NumberCommand.Activate("x"), null, Cancel);
        Assert.Contains("released at its supplier", activated.Refusal!.Message);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Release_SupplierIsAway_KeepsItInactiveAndIsFinishedLater()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var supplier = new UnreliableSupplier();
        using var buyer = new Buyer(portal, supplier);
        await buyer.BuyAsync(Number);
        supplier.Outage = new SupplierException(SupplierFault.Unavailable, "The supplier does not answer.");

        var refused = Assert.IsType<SupplyRefused>((await ReleaseAsync(buyer)).Refusal);
        Assert.Equal(SupplyFault.Failed, refused.Fault);
        Assert.Equal(NumberStatus.Inactive, (await FindAsync(portal)).Status);
        supplier.Outage = null;
        await buyer.Returns.FinishAsync(Cancel);

        Assert.Empty(supplier.Billed);
        Assert.Null((await FindAsync(portal)).ProviderRef);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Release_SupplierRefuses_MayBeActivatedAgain()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var supplier = new UnreliableSupplier();
        using var buyer = new Buyer(portal, supplier);
        await buyer.BuyAsync(Number);
        supplier.Outage = new SupplierException(SupplierFault.Refused, "A deletion lock is on.");

        var refused = Assert.IsType<SupplyRefused>((await ReleaseAsync(buyer)).Refusal);

        Assert.Contains("still paid for", refused.Message);
        var activated = await portal.Get<NumberService>().DoAsync(TestPortal.Admin, Number, new NumberCommand.Activate("x"), null, Cancel);
        Assert.Equal(NumberStatus.Available, activated.Value!.Status);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Release_AssignedUnboughtOrWronglyConfirmed_IsRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var supplier = new UnreliableSupplier();
        using var buyer = new Buyer(portal, supplier);
        await buyer.BuyAsync(Number);
        var uploaded = (await portal.AddNumbersAsync(1))[0];
        var business = await portal.AddBusinessAsync();

        var unconfirmed = await buyer.Returns.ReleaseAsync(TestPortal.Admin, Number, "+18883569378", "x", null, Cancel);
        var unbought = await buyer.Returns.ReleaseAsync(TestPortal.Admin, uploaded, uploaded, "x", null, Cancel);
        await portal.Get<NumberService>().DoAsync(TestPortal.Admin, Number, new NumberCommand.Assign(business.Id), null, Cancel);
        var assigned = await ReleaseAsync(buyer);

        Assert.Equal("confirm", Assert.IsType<Refusal.Invalid>(unconfirmed.Refusal).Field);
        Assert.IsType<Refusal.InvalidTransition>(unbought.Refusal);
        Assert.IsType<Refusal.InvalidTransition>(assigned.Refusal);
        Assert.True(supplier.Billed.ContainsKey(Number));
    }

    [Theory, OnEachDatabase]
    public async Task Release_TwoAtOnceAndAnAssignment_EndInOneState(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var supplier = new UnreliableSupplier();
        using var buyer = new Buyer(portal, supplier);
        await buyer.BuyAsync(Number);
        var business = await portal.AddBusinessAsync();

        await Task.WhenAll(
            Task.Run(() => ReleaseAsync(buyer), Cancel),
            Task.Run(() => ReleaseAsync(buyer), Cancel),
            Task.Run(
                () => portal.Get<NumberService>().DoAsync(TestPortal.Admin, Number, new NumberCommand.Assign(business.Id), null, Cancel),
                Cancel
            )
        );

        var number = await FindAsync(portal);
        Assert.Equal(number.Status == NumberStatus.Assigned, supplier.Billed.ContainsKey(Number));
        await portal.AssertSoundAsync();
    }

    private static async Task<Outcome<NumberRecord>> ReleaseAsync(Buyer buyer) =>
        await buyer.Returns.ReleaseAsync(TestPortal.Admin, Number, Number, "no longer needed", null, Cancel);

    private static async Task<NumberRecord> FindAsync(TestPortal portal) =>
        (await portal.Get<InventoryService>().FindAsync(TestPortal.Admin, Number, Cancel)).Value!;
}
