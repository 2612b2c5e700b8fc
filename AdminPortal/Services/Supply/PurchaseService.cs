using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Suppliers;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Supply;

/// <summary>What somebody wants to buy: these numbers, or so many that fit a search.</summary>
/// <param name="Numbers">1 to 100, written in any way; null where a quantity is wanted.</param>
/// <param name="Quantity">1 to 100; null where numbers are named.</param>
/// <param name="Supplier">Null for the default one.</param>
/// <param name="MaxMonthlyCost">A number that costs more a month, or whose price is not told, is not bought; null for any price.</param>
public sealed record PurchaseRequest(
    IReadOnlyList<string?>? Numbers,
    string? Prefix = null,
    string? Contains = null,
    int? Quantity = null,
    string? Supplier = null,
    decimal? MaxMonthlyCost = null
);

/// <summary>Buys numbers. For admins.</summary>
public sealed class PurchaseService(
    PortalDatabase database,
    PortalWriter writer,
    SupplierDirectory suppliers,
    OfferSelection selection,
    OrderWorker worker,
    TimeProvider clock
)
{
    /// <summary>So many numbers at once.</summary>
    public const int MostAtOnce = 100;

    /// <summary>So long a caller is kept waiting; what is not settled by then goes on in the background.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>Orders the numbers and waits until the supplier was called for each.</summary>
    /// <returns>
    /// The orders as they are then, some of them perhaps open; <see cref="SupplyRefused"/> where nothing was ordered, or every order was
    /// refused.
    /// </returns>
    public async Task<Outcome<Purchase>> BuyAsync(Actor actor, PurchaseRequest request, CancellationToken cancel)
    {
        var begun = await WriteAsync(actor, request, cancel);
        if (!begun.IsDone)
            return begun;
        var placed = worker.Start(begun.Value.Orders.Where(o => o.IsOpen).Select(o => o.Id));
        try
        {
            await Task.WhenAll(placed.Values).WaitAsync(s_patience, clock, cancel);
        }
        catch (TimeoutException)
        {
            // Open orders are part of the answer.
        }

        var orders = await ReadAsync(begun.Value.PurchaseId, cancel);
        if (!orders.All(o => o.Status == OrderStatus.Failed))
            return begun.Value with { Orders = orders };
        var why = placed.Values.Where(t => t.IsCompletedSuccessfully).Select(t => t.Result).FirstOrDefault(r => r is not null);
        return (why ?? new SupplyRefused(SupplyFault.NotAvailable, orders[0].LastError!, [])) with { Orders = orders };
    }

    /// <summary>Orders the numbers and returns at once: the orders' states tell how it goes on.</summary>
    public async Task<Outcome<Purchase>> StartAsync(Actor actor, PurchaseRequest request, CancellationToken cancel)
    {
        var begun = await WriteAsync(actor, request, cancel);
        if (begun.IsDone)
            worker.Start(begun.Value.Orders.Where(o => o.IsOpen).Select(o => o.Id));
        return begun;
    }

    /// <summary>A purchase as it is now.</summary>
    public async Task<Outcome<Purchase>> FindAsync(Actor actor, Guid purchaseId, int missing, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see orders");
        var orders = await ReadAsync(purchaseId, cancel);
        return orders is [var first, ..]
            ? new Purchase(purchaseId, first.Supplier, orders, missing)
            : new Refusal.NotFound("such purchase");
    }

    /// <summary>Writes the intents in one transaction.</summary>
    /// <param name="reason">One of <see cref="OrderReasons"/>.</param>
    /// <param name="limit">
    /// How many of the offers may be ordered, asked inside the transaction; null for all. With 0 nothing is ordered.
    /// </param>
    internal async Task<Outcome<Purchase>> WriteAsync(
        Actor actor,
        INumberSupplier supplier,
        IReadOnlyList<WantedNumber> wanted,
        int missing,
        string reason,
        Func<PortalWrite, Task<int>>? limit,
        CancellationToken cancel
    ) =>
        await writer.RunAsync<Purchase>(
            actor,
            async write =>
            {
                var most = limit is null ? wanted.Count : await limit(write);
                var chosen = wanted.Take(most).ToList();
                if (await OfferSelection.FindTakenAsync(write.Db, chosen.ConvertAll(w => w.Offer.Number), cancel) is { } taken)
                    return taken;
                var purchase = UuidV7.Create(write.Now);
                var orders = chosen.Select(w => Intend(write, purchase, supplier.Name, w, reason)).ToList();
                await write.SaveAsync(cancel);
                return new Purchase(purchase, supplier.Name, orders.ConvertAll(OrderRecord.Of), missing);
            },
            cancel
        );

    private async Task<Outcome<Purchase>> WriteAsync(Actor actor, PurchaseRequest request, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("buy numbers");
        var (prefix, contains) = (request.Prefix, request.Contains);
        if (((Refusal?)Check(request) ?? OfferService.CheckSearch(ref prefix, ref contains)) is { } wrong)
            return wrong;
        var chosen = suppliers.Choose(request.Supplier);
        if (!chosen.IsDone)
            return chosen.Refusal;
        var supplier = chosen.Value;
        var wanted = request.Numbers is { } numbers
            ? await selection.NamedAsync(supplier, numbers, request.MaxMonthlyCost, cancel)
            : await selection.FittingAsync(supplier, prefix, contains, request.Quantity!.Value, request.MaxMonthlyCost, cancel);
        if (!wanted.IsDone)
            return wanted.Refusal;
        var missing = request.Quantity is { } quantity ? quantity - wanted.Value.Count : 0;
        return await WriteAsync(actor, supplier, wanted.Value, missing, OrderReasons.Manual, null, cancel);
    }

    private static Refusal.Invalid? Check(PurchaseRequest request) =>
        request switch
        {
            { Numbers: null, Quantity: null } => new Refusal.Invalid("numbers", "Name the 'number' or 'numbers' to buy, or a 'quantity'."),
            { Numbers: not null, Quantity: not null }
            or { Numbers: not null, Prefix: not null }
            or { Numbers: not null, Contains: not null } => new Refusal.Invalid(
                "numbers",
                "Name numbers, or a quantity with a search, not both."
            ),
            { Numbers: { Count: 0 or > MostAtOnce } } => new Refusal.Invalid("numbers", $"'numbers' takes 1 to {MostAtOnce} numbers."),
            { Quantity: < 1 or > MostAtOnce } => new Refusal.Invalid("quantity", $"'quantity' takes a number from 1 to {MostAtOnce}."),
            { MaxMonthlyCost: < 0 } => new Refusal.Invalid("max_monthly_cost", "'max_monthly_cost' takes a price that is not negative."),
            _ => null,
        };

    private static NumberOrder Intend(PortalWrite write, Guid purchase, string supplier, WantedNumber wanted, string reason)
    {
        var offer = wanted.Offer;
        var order = NumberOrder.New(
            UuidV7.Create(write.Now),
            purchase,
            supplier,
            offer.Number,
            reason,
            (offer.MonthlyCost, offer.UpfrontCost, offer.Currency),
            write.Actor.Name,
            write.Now
        );
        write.Db.Orders.Add(order);
        var status = order.Status.ToText();
        if (wanted.Problem is null)
        {
            write.AuditOrder(
                AuditActions.OrderPlaced,
                order,
                null,
                new
                {
                    status,
                    order.Supplier,
                    order.MonthlyCost,
                    order.Currency,
                }
            );
            return order;
        }

        order.Fail(wanted.Problem, write.Now);
        write.AuditOrder(
            AuditActions.OrderFailed,
            order,
            null,
            new
            {
                status = order.Status.ToText(),
                order.Supplier,
                order.LastError,
            }
        );
        return order;
    }

    private async Task<IReadOnlyList<OrderRecord>> ReadAsync(Guid purchaseId, CancellationToken cancel)
    {
        await using var db = database.CreateReadContext();
        return (await db.Orders.Where(o => o.PurchaseId == purchaseId).OrderBy(o => o.Id).ToListAsync(cancel)).ConvertAll(OrderRecord.Of);
    }
}
