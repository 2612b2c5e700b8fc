using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Supply;

/// <summary>
/// Writes the state of orders. Each write reads the order first, because another process may have been faster; then it does nothing.
/// </summary>
public sealed class OrderBook(PortalWriter writer, NumberReader reader)
{
    /// <summary>Takes the right to make the one call that buys.</summary>
    /// <returns>The order; null where another has the right, or the database could not say who has it.</returns>
    internal async Task<NumberOrder?> ClaimAsync(Guid id, CancellationToken cancel)
    {
        NumberOrder? claimed = null;
        var outcome = await writer.RunAsync<bool>(
            Actor.System,
            async write =>
            {
                claimed = await write.Db.Orders.FindAsync([id], cancel);
                if (claimed is not { Status: OrderStatus.Intended, CalledAt: null })
                    return false;
                claimed.Call(write.Now);
                write.Touch(ChangeKind.Orders, id);
                return true;
            },
            cancel
        );
        return outcome is { IsDone: true, Value: true } ? claimed : null;
    }

    /// <summary>Changes an order that is open.</summary>
    internal Task ChangeAsync(Guid id, Action<NumberOrder> change) =>
        WriteAsync(
            id,
            order => order.IsOpen,
            (write, order) =>
            {
                change(order);
                write.Touch(ChangeKind.Orders, id);
                return Task.CompletedTask;
            }
        );

    /// <summary>Closes an order of which it is certain that nothing was bought.</summary>
    internal Task FailAsync(Guid id, string why) =>
        WriteAsync(
            id,
            order => order.IsOpen,
            (write, order) =>
            {
                var before = new { status = order.Status.ToText() };
                order.Fail(why, write.Now);
                write.AuditOrder(
                    AuditActions.OrderFailed,
                    order,
                    before,
                    new
                    {
                        status = order.Status.ToText(),
                        order.Supplier,
                        order.LastError,
                    }
                );
                return Task.CompletedTask;
            }
        );

    /// <summary>
    /// The account has the number: it joins the inventory in the same transaction, also where the order was given up meanwhile.
    /// </summary>
    internal Task FulfilAsync(Guid id, string? providerRef) =>
        WriteAsync(
            id,
            order => order.Status != OrderStatus.Fulfilled,
            async (write, order) =>
            {
                var before = new { status = order.Status.ToText() };
                order.Fulfil(providerRef, write.Now);
                // Saved first, because the number refers to it.
                await write.SaveAsync(CancellationToken.None);
                var row = await write.Db.Numbers.SingleOrDefaultAsync(n => n.Number == order.Number);
                // Somebody may have added it by hand meanwhile.
                var action = row is null ? AuditActions.NumberAdded : AuditActions.NumberBought;
                if (row is null)
                {
                    var reading = reader.ReadAny(order.Number);
                    row = TollFreeNumber.New(UuidV7.Create(write.Now), order.Number, write.Now, null, reading.Warning?.Text());
                    write.Db.Numbers.Add(row);
                }

                row.BoughtBy(order);
                write.AuditNumber(
                    action,
                    row,
                    null,
                    new
                    {
                        status = row.Status.ToText(),
                        row.Source,
                        row.Supplier,
                    },
                    null
                );
                write.AuditOrder(
                    AuditActions.OrderFulfilled,
                    order,
                    before,
                    new
                    {
                        status = order.Status.ToText(),
                        order.Supplier,
                        order.MonthlyCost,
                        order.Currency,
                    }
                );
            }
        );

    /// <summary>Saves a change whatever happens to the caller: what the supplier said must not be lost.</summary>
    /// <param name="admits">Whether the order as it is now is to be changed.</param>
    private async Task WriteAsync(Guid id, Func<NumberOrder, bool> admits, Func<PortalWrite, NumberOrder, Task> change)
    {
        var outcome = await writer.RunAsync<bool>(
            Actor.System,
            async write =>
            {
                if (await write.Db.Orders.FindAsync([id], CancellationToken.None) is not { } order || !admits(order))
                    return false;
                await change(write, order);
                return true;
            },
            CancellationToken.None
        );
        if (!outcome.IsDone)
            throw new DatabaseUnavailableException(outcome.Refusal.Message);
    }
}
