using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Supply;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Supply;

public sealed class DriftServiceTests(PostgresCluster cluster)
{
    private const string Bought = "+18883569377";
    private const string Elsewhere = "+18883569378";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Check_BoughtElsewhereAndDeletedThere_FindsBoth(TestDatabase kind)
    {
        var clock = new JumpClock(DateTimeOffset.UtcNow);
        await using var portal = await TestPortal.StartAsync(kind, cluster, clock);
        var supplier = new UnreliableSupplier();
        using var buyer = new Buyer(portal, supplier);
        await buyer.BuyAsync(Bought);
        clock.Advance(TimeSpan.FromHours(1));
        supplier.Billed.TryRemove(Bought, out _);
        supplier.Billed[Elsewhere] = Guid.NewGuid();

        var drift = (await buyer.Drift.CheckAsync(TestPortal.Admin, Cancel)).Value!;

        Assert.Equal((Bought, "twilio", NumberStatus.Available), Of(Assert.Single(drift.MissingThere)));
        Assert.Equal((Elsewhere, $"ref-{Elsewhere}"), Of(Assert.Single(drift.UnknownHere)));
        Assert.Equal(("twilio", 1, (string?)null), Of(Assert.Single(drift.Suppliers)));
        Assert.NotNull(drift.CheckedAt);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Check_ListBreaksOff_ConcludesNothingAndKeepsWhatWasKnown()
    {
        var clock = new JumpClock(DateTimeOffset.UtcNow);
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, clock);
        var supplier = new UnreliableSupplier();
        using var buyer = new Buyer(portal, supplier);
        await buyer.BuyAsync(Bought, "+18883569379");
        supplier.Billed[Elsewhere] = Guid.NewGuid();
        clock.Advance(TimeSpan.FromHours(1));
        var before = (await buyer.Drift.CheckAsync(TestPortal.Admin, Cancel)).Value!;
        supplier.ListBreaksAfter = 1;
        clock.Advance(TimeSpan.FromHours(1));

        var drift = (await buyer.Drift.CheckAsync(TestPortal.Admin, Cancel)).Value!;

        Assert.Empty(drift.MissingThere);
        Assert.Equal(before.UnknownHere, drift.UnknownHere);
        var check = Assert.Single(drift.Suppliers);
        Assert.Equal("The list broke off.", check.Error);
        Assert.Equal(before.CheckedAt, check.CheckedAt);
    }

    [Fact]
    public async Task Check_NumbersBoughtAMomentAgoOrOnOrder_AreNoFindings()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var supplier = new UnreliableSupplier();
        using var buyer = new Buyer(portal, supplier);
        await buyer.BuyAsync(Bought);
        supplier.Billed.TryRemove(Bought, out _);
        supplier.Fault = _ => BuyFault.LosesAnswer;
        await buyer.Purchases.StartAsync(TestPortal.Admin, new PurchaseRequest([Elsewhere]), Cancel);
        await Wait.UntilAsync(() => supplier.Billed.ContainsKey(Elsewhere), "the purchase at the supplier");

        var drift = (await buyer.Drift.CheckAsync(TestPortal.Admin, Cancel)).Value!;

        Assert.False(drift.HasFindings);
    }

    [Theory, OnEachDatabase]
    public async Task Add_UnknownNumberByTwoAtOnce_IsInTheInventoryOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var supplier = new UnreliableSupplier();
        supplier.Billed[Elsewhere] = Guid.NewGuid();
        using var buyer = new Buyer(portal, supplier);
        await buyer.Drift.CheckAsync(TestPortal.Admin, Cancel);

        var added = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => buyer.Drift.AddAsync(TestPortal.Admin, Elsewhere, "twilio", Cancel), Cancel))
        );

        var number = Assert.Single(added, a => a.IsDone).Value!;
        Assert.Equal(("supplier:twilio", "twilio", $"ref-{Elsewhere}"), (number.Source, number.Supplier, number.ProviderRef));
        Assert.All(added.Where(a => !a.IsDone), a => Assert.Equal(SupplyFault.InInventory, Assert.IsType<SupplyRefused>(a.Refusal).Fault));
        Assert.False((await buyer.Drift.ReadAsync(TestPortal.Support, Cancel)).Value!.HasFindings);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Add_NumberThatNoListHad_IsNotFound()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        using var buyer = new Buyer(portal, new UnreliableSupplier());

        Assert.IsType<Refusal.NotFound>((await buyer.Drift.AddAsync(TestPortal.Admin, Elsewhere, "twilio", Cancel)).Refusal);
    }

    [Fact]
    public async Task Deactivate_MissingNumber_TakesItOffTheFindings()
    {
        var clock = new JumpClock(DateTimeOffset.UtcNow);
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, clock);
        var supplier = new UnreliableSupplier();
        using var buyer = new Buyer(portal, supplier);
        await buyer.BuyAsync(Bought);
        clock.Advance(TimeSpan.FromHours(1));
        supplier.Billed.Clear();
        await buyer.Drift.CheckAsync(TestPortal.Admin, Cancel);

        await portal.Get<NumberService>().DoAsync(TestPortal.Admin, Bought, new NumberCommand.Deactivate("gone there"), null, Cancel);

        Assert.False((await buyer.Drift.ReadAsync(TestPortal.Admin, Cancel)).Value!.HasFindings);
    }

    private static (string, string, NumberStatus) Of(MissingNumber m) => (m.Number, m.Supplier, m.Status);

    private static (string, string?) Of(UnknownNumber u) => (u.Number, u.ProviderRef);

    private static (string, int, string?) Of(SupplierCheckRecord c) => (c.Supplier, c.Listed, c.Error);
}
