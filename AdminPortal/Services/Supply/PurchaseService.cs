using System.Globalization;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Suppliers;
using AdminPortal.Services.Audit;
using AdminPortal.Services.PhoneNumbers;
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
    OfferService offers,
    OrderWorker worker,
    NumberReader reader,
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
        if (!actor.IsStaff)
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
                if (limit is not null)
                    wanted = [.. wanted.Take(await limit(write))];
                if (await FindTakenAsync(write.Db, wanted, cancel) is { } taken)
                    return taken;
                var purchase = UuidV7.Create(write.Now);
                var orders = wanted.Select(w => Intend(write, purchase, supplier.Name, w, reason)).ToList();
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
            ? await NamedAsync(supplier, numbers, request.MaxMonthlyCost, cancel)
            : await FittingAsync(supplier, prefix, contains, request.Quantity!.Value, request.MaxMonthlyCost, cancel);
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

    /// <summary>The named numbers with their prices. One that is not offered, or costs too much, is ordered as refused.</summary>
    private async Task<Outcome<IReadOnlyList<WantedNumber>>> NamedAsync(
        INumberSupplier supplier,
        IReadOnlyList<string?> named,
        decimal? maxCost,
        CancellationToken cancel
    )
    {
        var numbers = new List<string>();
        foreach (var text in named)
        {
            if (reader.Normalize(text) is not { } number || !E164.ParseExact(number).IsTollFree)
                return new Refusal.Invalid("numbers", $"'{TextRules.Visible(text ?? "")}' is not a toll-free number.");
            if (!numbers.Contains(number))
                numbers.Add(number);
        }

        await using (var db = database.CreateReadContext())
            if (
                await FindTakenAsync(db, [.. numbers.Select(n => new WantedNumber(new SupplierOffer(n, null, null, null)))], cancel) is
                { } taken
            )
                return taken;

        var wanted = new List<WantedNumber>();
        foreach (var number in numbers)
        {
            var offer = await offers.OfAsync(supplier, number, cancel);
            if (!offer.IsDone)
                return offer.Refusal;
            wanted.Add(
                offer.Value is not [var found] ? new(new(number, null, null, null), $"{E164.Shown(number)} is not offered any more.")
                : IsTooDear(found, maxCost) ? new(found, TooDear(found, maxCost!.Value))
                : new(found)
            );
        }

        return wanted;
    }

    /// <summary>Offers that fit a search and are not here yet.</summary>
    private async Task<Outcome<IReadOnlyList<WantedNumber>>> FittingAsync(
        INumberSupplier supplier,
        string? prefix,
        string? contains,
        int quantity,
        decimal? maxCost,
        CancellationToken cancel
    )
    {
        var found = await FindFreshAsync(supplier, prefix, contains, quantity, maxCost, cancel);
        if (!found.IsDone)
            return found.Refusal;
        if (found.Value.Count == 0)
            return new SupplyRefused(
                SupplyFault.NotAvailable,
                $"No offer of {SupplierDirectory.Shown(supplier.Name)} fits. Try another prefix or pattern"
                    + (maxCost is null ? "." : ", or a higher price."),
                []
            );
        return Outcome.Done<IReadOnlyList<WantedNumber>>([.. found.Value.Select(o => new WantedNumber(o))]);
    }

    /// <summary>Up to so many offers that cost no more than they may, and that are neither in the inventory nor on order.</summary>
    internal async Task<Outcome<IReadOnlyList<SupplierOffer>>> FindFreshAsync(
        INumberSupplier supplier,
        string? prefix,
        string? contains,
        int quantity,
        decimal? maxCost,
        CancellationToken cancel
    )
    {
        // Some may be here already: more are asked for than are wanted.
        var found = await offers.FindAsync(
            supplier,
            new OfferSearch(prefix, contains, Math.Min(OfferService.MaxLimit, quantity + 20)),
            cancel
        );
        if (!found.IsDone)
            return found;
        var fitting = found.Value.Where(o => !IsTooDear(o, maxCost) && E164.ParseExact(o.Number).IsTollFree).ToList();
        await using var db = database.CreateReadContext();
        var (inInventory, onOrder) = await TakenAsync(db, fitting.ConvertAll(o => o.Number), cancel);
        return Outcome.Done<IReadOnlyList<SupplierOffer>>([
            .. fitting.Where(o => !inInventory.Contains(o.Number) && !onOrder.Contains(o.Number)).Take(quantity),
        ]);
    }

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

    /// <summary>Refused when one of the numbers is here already: it would be paid for twice.</summary>
    private static async Task<SupplyRefused?> FindTakenAsync(
        PortalDbContext db,
        IReadOnlyList<WantedNumber> wanted,
        CancellationToken cancel
    )
    {
        var (inInventory, onOrder) = await TakenAsync(db, [.. wanted.Select(w => w.Offer.Number)], cancel);
        return inInventory.Count > 0
                ? new SupplyRefused(SupplyFault.InInventory, $"{Names(inInventory)} in the inventory already. Nothing was ordered.", [])
            : onOrder.Count > 0 ? new SupplyRefused(SupplyFault.OnOrder, $"{Names(onOrder)} on order already. Nothing was ordered.", [])
            : null;

        static string Names(IReadOnlyCollection<string> numbers) =>
            numbers.Count <= 3
                ? $"{string.Join(", ", numbers.Select(E164.Shown))} {(numbers.Count == 1 ? "is" : "are")}"
                : $"{E164.Shown(numbers.First())} and {numbers.Count - 1} others are";
    }

    private static async Task<(IReadOnlyCollection<string> InInventory, IReadOnlyCollection<string> OnOrder)> TakenAsync(
        PortalDbContext db,
        List<string> numbers,
        CancellationToken cancel
    ) =>
        (
            await db.Numbers.Where(n => numbers.Contains(n.Number)).Select(n => n.Number).ToHashSetAsync(cancel),
            await db
                .Orders.Where(o => numbers.Contains(o.Number) && (o.Status == OrderStatus.Intended || o.Status == OrderStatus.Pending))
                .Select(o => o.Number)
                .ToHashSetAsync(cancel)
        );

    private static bool IsTooDear(SupplierOffer offer, decimal? most) =>
        most is not null && (offer.MonthlyCost is not { } cost || cost > most);

    private static string TooDear(SupplierOffer offer, decimal most) =>
        offer.MonthlyCost is { } cost
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{E164.Shown(offer.Number)} costs {cost:0.00##} {offer.Currency} a month, more than {most:0.00##}."
            )
            : $"The supplier does not tell the price of {E164.Shown(offer.Number)}, so it may cost more than is allowed.";

    private async Task<IReadOnlyList<OrderRecord>> ReadAsync(Guid purchaseId, CancellationToken cancel)
    {
        await using var db = database.CreateReadContext();
        return (await db.Orders.Where(o => o.PurchaseId == purchaseId).OrderBy(o => o.Id).ToListAsync(cancel)).ConvertAll(OrderRecord.Of);
    }
}

/// <summary>A number to be ordered.</summary>
/// <param name="Problem">Why it cannot be bought, known before the supplier is called; null where it may be.</param>
internal sealed record WantedNumber(SupplierOffer Offer, string? Problem = null);
