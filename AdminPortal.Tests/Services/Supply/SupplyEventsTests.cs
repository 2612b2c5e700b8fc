using AdminPortal.Providers.Suppliers;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.History;
using AdminPortal.Services.Numbers;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Supply;

/// <summary>What the history says about buying numbers and returning them.</summary>
public sealed class SupplyEventsTests(PostgresCluster cluster)
{
    private const string Bought = "+18883569377";
    private const string Refused = "+18883569378";

    private static readonly IReadOnlyDictionary<string, string> s_sentences = new Dictionary<string, string>
    {
        [AuditActions.OrderPlaced] = "Ordered +1 888 356 9377 from Twilio",
        [AuditActions.OrderFulfilled] = "Bought +1 888 356 9377 from Twilio",
        [AuditActions.OrderFailed] = "The order for +1 888 356 9378 failed: Somebody else has it.",
        [AuditActions.NumberBought] = "Bought +1 888 356 9379 from Twilio",
        [AuditActions.ReturnRequested] = "Asked Twilio to release +1 888 356 9377",
        [AuditActions.NumberKept] = "Twilio did not release +1 888 356 9377: A deletion lock is on.",
        [AuditActions.NumberReturned] = "Released +1 888 356 9377 at Twilio",
        [AuditActions.DriftFound] = "Compared the inventory with Twilio (0 missing there, 1 unknown here)",
    };

    /// <summary>The actions that this test covers.</summary>
    public static IEnumerable<string> Actions => s_sentences.Keys;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sentence_OfEachEvent_ReadsAsExpected()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var supplier = new UnreliableSupplier
        {
            Fault = o =>
                o.Number == Refused ? BuyFault.Gone
                : o.Number == Bought ? null
                : BuyFault.Pends,
        };
        using var buyer = new Buyer(portal, supplier);
        await buyer.BuyAsync(Bought, Refused);
        var order = Assert.Single((await buyer.BuyAsync("+18883569379")).Value!.Orders);
        await portal.Get<NumberService>().AddAsync(TestPortal.Admin, [order.Number], Cancel);
        supplier.Pending[order.Id] = true;
        await buyer.Orders.CheckAsync(TestPortal.Admin, order.Id, Cancel);
        supplier.Billed["+18883569370"] = Guid.NewGuid();
        await buyer.Drift.CheckAsync(TestPortal.Admin, Cancel);
        supplier.Outage = new SupplierException(SupplierFault.Refused, "A deletion lock is on.");
        await ReleaseAsync(buyer);
        supplier.Outage = null;
        await ReleaseAsync(buyer);

        var events = (await portal.Get<HistoryService>().ListAsync(TestPortal.Admin, new HistoryFilter(), null, Cursor.MaxLimit, Cancel))
            .Value!
            .Items;
        Assert.All(
            s_sentences,
            expected => Assert.Contains(expected.Value, events.Where(e => e.Action == expected.Key).Select(e => EventWords.Text(e)))
        );
    }

    private static async Task ReleaseAsync(Buyer buyer) =>
        await buyer.Returns.ReleaseAsync(TestPortal.Admin, Bought, Bought, "no longer needed", null, Cancel);
}
