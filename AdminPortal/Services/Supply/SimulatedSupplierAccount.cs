using AdminPortal.Data;
using AdminPortal.Providers.Suppliers;
using AdminPortal.Providers.Suppliers.Simulated;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;
using Row = AdminPortal.Data.Entities.SimulatedPurchase;

namespace AdminPortal.Services.Supply;

/// <summary>Keeps the simulated supplier's account in the portal's database.</summary>
internal sealed class SimulatedSupplierAccount(SimulatedStorage storage) : ISimulatedSupplierAccount
{
    public async Task<SimulatedPurchase?> FindNumberAsync(string number, CancellationToken cancel) =>
        await ReadAsync(db => db.SimulatedPurchases.Where(p => p.Number == number), cancel) is [var found] ? found : null;

    public async Task<SimulatedPurchase?> FindOrderAsync(Guid orderId, CancellationToken cancel) =>
        await ReadAsync(db => db.SimulatedPurchases.Where(p => p.OrderId == orderId), cancel) is [var found] ? found : null;

    public Task<bool> AddAsync(SimulatedPurchase purchase, CancellationToken cancel) =>
        WriteAsync(
            async db =>
            {
                if (await db.SimulatedPurchases.AnyAsync(p => p.Number == purchase.Number || p.OrderId == purchase.OrderId, cancel))
                    return false;
                db.SimulatedPurchases.Add(
                    new Row
                    {
                        Number = purchase.Number,
                        OrderId = purchase.OrderId,
                        BoughtAt = purchase.BoughtAt,
                        ReadyAt = purchase.ReadyAt,
                        WillFail = purchase.WillFail,
                    }
                );
                return true;
            },
            SupplierFault.Unknown,
            cancel
        );

    public Task RemoveAsync(string number, CancellationToken cancel) =>
        WriteAsync(
            async db => await db.SimulatedPurchases.Where(p => p.Number == number).ExecuteDeleteAsync(cancel) > 0,
            SupplierFault.Unavailable,
            cancel
        );

    public Task<IReadOnlyList<SimulatedPurchase>> ListAsync(CancellationToken cancel) =>
        ReadAsync(db => db.SimulatedPurchases.OrderBy(p => p.Number), cancel);

    private async Task<IReadOnlyList<SimulatedPurchase>> ReadAsync(Func<PortalDbContext, IQueryable<Row>> query, CancellationToken cancel)
    {
        try
        {
            var rows = await storage.ReadAsync(query, cancel);
            return [.. rows.Select(p => new SimulatedPurchase(p.OrderId, p.Number, p.BoughtAt, p.ReadyAt, p.WillFail))];
        }
        catch (DatabaseUnavailableException error)
        {
            throw Unavailable(SupplierFault.Unavailable, error);
        }
    }

    private async Task<bool> WriteAsync(Func<PortalDbContext, Task<bool>> work, SupplierFault fault, CancellationToken cancel)
    {
        try
        {
            return await storage.WriteAsync(work, cancel);
        }
        catch (DatabaseUnavailableException error)
        {
            throw Unavailable(fault, error);
        }
    }

    private static SupplierException Unavailable(SupplierFault fault, DatabaseUnavailableException error) =>
        new(fault, "The simulated supplier cannot be used now, because the database cannot.", error);
}
