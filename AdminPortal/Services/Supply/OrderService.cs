using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Supply;

/// <summary>Which orders are listed; null leaves a condition out.</summary>
/// <param name="Open">Only those that are not settled; together with <paramref name="Status"/> none is left.</param>
/// <param name="Number">Written in any way.</param>
public sealed record OrderFilter(
    OrderStatus? Status = null,
    bool Open = false,
    string? Supplier = null,
    string? Number = null,
    Guid? PurchaseId = null
);

/// <summary>Shows orders, and looks at the supplier what became of one. Viewers see, admins look.</summary>
public sealed class OrderService(PortalReader reads, OrderWorker worker, NumberReader reader)
{
    /// <summary>The newest first, page by page.</summary>
    public async Task<Outcome<Page<OrderRecord>>> ListAsync(
        Actor actor,
        OrderFilter filter,
        string? after,
        int limit,
        CancellationToken cancel
    )
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see orders");
        if (limit is < 1 or > Cursor.MaxLimit)
            return Cursor.BadLimit;
        Guid last = default;
        if (!Cursor.TryDecode(after, out var key) || (key is not null && !Guid.TryParseExact(key, "N", out last)))
            return Cursor.BadCursor;
        return await reads.RunAsync<Page<OrderRecord>>(
            async db =>
            {
                var orders = Matching(db, filter);
                if (key is not null)
                    orders = orders.Where(o => o.Id < last);
                var rows = await orders.OrderByDescending(o => o.Id).Take(limit + 1).ToListAsync(cancel);
                return Page.Of(rows.ConvertAll(OrderRecord.Of), limit, o => o.Id.ToString("N"));
            },
            cancel
        );
    }

    /// <summary>How many there are in all.</summary>
    public async Task<Outcome<long>> CountAsync(Actor actor, OrderFilter filter, CancellationToken cancel) =>
        actor.MaySeeAll
            ? await reads.RunAsync<long>(async db => await Matching(db, filter).LongCountAsync(cancel), cancel)
            : new Refusal.NotAllowed("see orders");

    public async Task<Outcome<OrderRecord>> FindAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see orders");
        return await reads.RunAsync<OrderRecord>(
            async db => await db.Orders.SingleOrDefaultAsync(o => o.Id == id, cancel) is { } order ? OrderRecord.Of(order) : NoOrder,
            cancel
        );
    }

    /// <summary>
    /// Looks at the supplier now what became of an open order, and settles it where that is certain. For admins. A settled one is only
    /// shown: what is true of it is known.
    /// </summary>
    /// <returns>The order as it is afterwards; <see cref="SupplyRefused"/> where the supplier could not be asked.</returns>
    public async Task<Outcome<OrderRecord>> CheckAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("check orders");
        var found = await FindAsync(actor, id, cancel);
        if (!found.IsDone || !found.Value.IsOpen)
            return found;
        if (await worker.CheckAsync(id, cancel) is { } refusal)
            return refusal;
        return await FindAsync(actor, id, cancel);
    }

    private IQueryable<NumberOrder> Matching(PortalDbContext db, OrderFilter filter)
    {
        var orders = db.Orders.AsQueryable();
        if (filter.Open)
            orders = orders.Where(o => o.Status == OrderStatus.Intended || o.Status == OrderStatus.Pending);
        if (filter.Status is { } status)
            orders = orders.Where(o => o.Status == status);
        if (filter.Supplier is { } supplier)
            orders = orders.Where(o => o.Supplier == supplier);
        if (filter.PurchaseId is { } purchase)
            orders = orders.Where(o => o.PurchaseId == purchase);
        if (filter.Number is { } text)
        {
            var number = reader.Normalize(text) ?? "";
            orders = orders.Where(o => o.Number == number);
        }

        return orders;
    }

    private static Refusal.NotFound NoOrder => new("such order");
}
