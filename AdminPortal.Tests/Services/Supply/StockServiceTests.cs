using AdminPortal.Services;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Services.Supply;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Supply;

public sealed class StockServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Read_AssignedNumbers_HasTheRateAndTheDaysLeft(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(
            kind,
            cluster,
            settings: [("Numbers:LowStock", "10"), ("Numbers:LowStockByPrefix", "888=2,877=1")]
        );
        await portal.AddNumbersAsync(9);
        await portal.Get<NumberService>().AddAsync(TestPortal.Admin, ["+18883569377", "+18883569378"], Cancel);
        foreach (var business in await portal.AddBusinessesAsync(3))
            await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel);

        var stock = (await portal.Get<StockService>().ReadAsync(TestPortal.Support, Cancel)).Value!;

        Assert.Equal((8, 10, true, 0.1, 80), (stock.Available, stock.Threshold, stock.Low, stock.PerDay, stock.DaysLeft));
        Assert.Equal(
            [("800", 6, null, false), ("877", 0, 1, true), ("888", 2, 2, false)],
            stock.ByPrefix.Select(p => (p.Prefix, (int)p.Available, p.Threshold, p.Low))
        );
        Assert.Equal((0, 0), (stock.OnOrder, stock.Waiting));
        Assert.False(stock.TopUp.Enabled);
    }

    [Fact]
    public async Task Read_NumbersWithAWarning_AreNotCounted()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await portal.Get<NumberService>().AddAsync(TestPortal.Admin, ["+18881569377", "+18883569377"], Cancel);

        var stock = (await portal.Get<StockService>().ReadAsync(TestPortal.Support, Cancel)).Value!;

        Assert.Equal(1, stock.Available);
        Assert.Equal(1, Assert.Single(stock.ByPrefix).Available);
    }

    [Theory, OnEachDatabase]
    public async Task History_RecordedEachDay_ShowsTheStockAndWhatWasBought(TestDatabase kind)
    {
        var clock = new JumpClock(new DateTimeOffset(2026, 6, 10, 12, 0, 0, TimeSpan.Zero));
        await using var portal = await TestPortal.StartAsync(kind, cluster, clock);
        var stock = portal.Get<StockService>();
        await portal.AddNumbersAsync(3);
        await stock.RecordDayAsync(Cancel);
        clock.Advance(TimeSpan.FromDays(1));
        using var buyer = new Buyer(portal, new UnreliableSupplier());
        await buyer.BuyAsync("+18883569377");
        await Task.WhenAll(stock.RecordDayAsync(Cancel), stock.RecordDayAsync(Cancel));
        clock.Advance(TimeSpan.FromDays(1));
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, (await portal.AddBusinessAsync()).Id, Cancel);

        var history = (await stock.HistoryAsync(TestPortal.Support, 90, Cancel)).Value!;

        Assert.Equal(
            [(10, 3, 0, 0), (11, 4, 0, 1), (12, 3, 1, 0)],
            history.Days.Select(d => (d.Date.Day, (int)d.Available, (int)d.Assigned, (int)d.Bought))
        );
        Assert.Single((await stock.HistoryAsync(TestPortal.Support, 1, Cancel)).Value!.Days);
        Assert.IsType<Refusal.Invalid>((await stock.HistoryAsync(TestPortal.Support, 0, Cancel)).Refusal);
    }
}
