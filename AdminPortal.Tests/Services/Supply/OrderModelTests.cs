using AdminPortal.Data.Entities;
using AdminPortal.Services.Supply;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Supply;

/// <summary>
/// Random purchases from two portals, while a third of the supplier's calls fail in every way and portals end between any two steps.
/// Whatever happened, what the supplier bills is what the inventory has, and nothing is paid for twice.
/// </summary>
public sealed class OrderModelTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestDatabase.Sqlite, 1)]
    [InlineData(TestDatabase.Sqlite, 2)]
    [InlineData(TestDatabase.Sqlite, 3)]
    [InlineData(TestDatabase.Postgres, 4)]
    public async Task RandomPurchasesAndFaults_EndWithWhatIsBilledInTheInventory(TestDatabase kind, int seed)
    {
        if (kind == TestDatabase.Postgres)
            Requires.PostgresBin();
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var supplier = new UnreliableSupplier(seed: seed) { FaultPercent = 40 };
        var random = new Random(seed);
        for (var life = 0; life < 6; life++)
        {
            using var first = new Buyer(portal, supplier);
            using var second = new Buyer(portal, supplier);
            var work = Enumerable
                .Range(0, 6)
                .Select(i => ActAsync(i % 2 == 0 ? first : second, supplier, new Random(random.Next())))
                .ToList();
            // Stops between any two steps, but not before anything was bought.
            var calls = supplier.Calls.Count;
            await Wait.UntilAsync(() => supplier.Calls.Count >= calls + 8 || work.TrueForAll(w => w.IsCompleted), "purchases");
            await Task.Delay(random.Next(1, 20), Cancel);
            await Task.WhenAll(first.StopAsync(), second.StopAsync());
            await Task.WhenAll(work);
            if (life % 2 == 1)
                supplier.CatchUp();
        }

        // Everything that is to come has come; what is open is settled by looking, and a lost call after the settling time.
        supplier.CatchUp();
        supplier.FaultPercent = 0;
        foreach (var order in supplier.Pending.Keys)
            supplier.Pending[order] = random.Next(2) == 0;
        using var last = new Buyer(portal, supplier, settle: TimeSpan.Zero);
        await Wait.UntilAsync(
            async () =>
            {
                foreach (var order in (await last.AllOrdersAsync()).Where(o => o.IsOpen))
                    await last.Orders.CheckAsync(TestPortal.Admin, order.Id, Cancel);
                return (await last.AllOrdersAsync()).All(o => !o.IsOpen);
            },
            "every order to be settled"
        );

        var orders = await last.AllOrdersAsync();
        Assert.NotEmpty(supplier.Billed);
        Assert.Contains(orders, o => o.Status == OrderStatus.Failed);
        Assert.Equal(
            supplier.Billed.OrderBy(b => b.Key).Select(b => (b.Key, b.Value)),
            orders.Where(o => o.Status == OrderStatus.Fulfilled).OrderBy(o => o.Number).Select(o => (o.Number, o.Id))
        );
        await portal.AssertSoundAsync();
    }

    /// <summary>Buys named numbers, some of them wanted by others too, and quantities. Refusals are fine; nothing throws.</summary>
    private static async Task ActAsync(Buyer buyer, UnreliableSupplier supplier, Random random)
    {
        for (var i = 0; i < 5; i++)
        {
            var request =
                random.Next(2) == 0
                    ? new PurchaseRequest([.. Enumerable.Range(0, 3).Select(_ => $"+18442{random.Next(40):000000}")])
                    : new PurchaseRequest(null, "866", Quantity: random.Next(1, 4));
            await buyer.Purchases.StartAsync(TestPortal.Admin, request, Cancel);
            if (random.Next(3) == 0)
                await buyer.LookAsync();
            foreach (var order in supplier.Pending.Keys)
                if (random.Next(2) == 0)
                    supplier.Pending[order] = random.Next(3) > 0;
        }
    }
}
