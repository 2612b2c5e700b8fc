using AdminPortal.Data.Entities;
using AdminPortal.Providers.Suppliers;
using AdminPortal.Services;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Supply;
using AdminPortal.Services.Writes;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace AdminPortal.Tests.Services.Supply;

/// <summary>One process that buys, on a portal's database and at suppliers of the test's own.</summary>
internal sealed class Buyer : IDisposable
{
    private readonly TestPortal _portal;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public Buyer(TestPortal portal, INumberSupplier supplier, TimeSpan? settle = null, TopUpSettings? topUp = null)
    {
        _portal = portal;
        var clock = portal.Get<TimeProvider>();
        var settings = new SupplySettings(TimeSpan.FromSeconds(1), settle ?? TimeSpan.FromMinutes(5), TimeSpan.FromHours(1));
        var suppliers = new SupplierDirectory([supplier], supplier.Name);
        Offers = new OfferService(suppliers);
        Worker = new OrderWorker(portal.Database, portal.Get<OrderBook>(), suppliers, settings, clock, NullLogger<OrderWorker>.Instance);
        Orders = new OrderService(portal.Get<PortalReader>(), Worker, portal.Get<NumberReader>());
        var selection = new OfferSelection(portal.Database, Offers, portal.Get<NumberReader>());
        Purchases = new PurchaseService(portal.Database, portal.Get<PortalWriter>(), suppliers, selection, Worker, clock);
        Returns = new ReturnService(
            portal.Database,
            portal.Get<PortalWriter>(),
            suppliers,
            portal.Get<NumberReader>(),
            NullLogger<ReturnService>.Instance
        );
        Drift = new DriftService(
            portal.Get<PortalReader>(),
            portal.Get<PortalWriter>(),
            suppliers,
            settings,
            portal.Get<NumberReader>(),
            clock,
            NullLogger<DriftService>.Instance
        );
        TopUp = new TopUpService(
            portal.Database,
            portal.Get<PortalWriter>(),
            suppliers,
            Purchases,
            selection,
            Worker,
            topUp ?? portal.Get<TopUpSettings>(),
            clock,
            NullLogger<TopUpService>.Instance
        );
        _running = Worker.RunAsync(_stopping.Token);
    }

    public OfferService Offers { get; }
    public OrderWorker Worker { get; }
    public OrderService Orders { get; }
    public PurchaseService Purchases { get; }
    public ReturnService Returns { get; }
    public DriftService Drift { get; }
    public TopUpService TopUp { get; }

    public async Task<Outcome<Purchase>> BuyAsync(params string[] numbers) =>
        await Purchases.BuyAsync(TestPortal.Admin, new PurchaseRequest(numbers), TestContext.Current.CancellationToken);

    public Task LookAsync() => Worker.LookAfterAsync(TestContext.Current.CancellationToken);

    /// <summary>All orders of the database, the oldest first.</summary>
    public async Task<IReadOnlyList<NumberOrder>> AllOrdersAsync()
    {
        await using var db = _portal.Database.CreateReadContext();
        return await db.Orders.OrderBy(o => o.Id).ToListAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Stops the process as at a normal shutdown: no call is in progress afterwards.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }

    public void Dispose()
    {
        _stopping.Cancel();
        Worker.Dispose();
        Offers.Dispose();
        _stopping.Dispose();
    }
}
