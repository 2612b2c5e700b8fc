using AdminPortal.Data;
using AdminPortal.Providers.Suppliers;
using AdminPortal.Providers.Suppliers.Simulated;
using Microsoft.EntityFrameworkCore;
using Row = AdminPortal.Data.Entities.SimulatedPurchase;

namespace AdminPortal.Services.Supply;

/// <summary>Keeps the simulated supplier's account in the portal's database.</summary>
internal sealed class SimulatedSupplierAccount(PortalDatabase database, WriteGate gate) : ISimulatedSupplierAccount
{
    private const int MostTries = 8;

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
            await using var db = database.CreateReadContext();
            return
            [
                .. (await query(db).ToListAsync(cancel)).Select(p => new SimulatedPurchase(
                    p.OrderId,
                    p.Number,
                    p.BoughtAt,
                    p.ReadyAt,
                    p.WillFail
                )),
            ];
        }
        catch (Exception error) when (DatabaseErrors.IsUnavailable(error))
        {
            throw Unavailable(SupplierFault.Unavailable, error);
        }
    }

    private async Task<bool> WriteAsync(Func<PortalDbContext, Task<bool>> work, SupplierFault fault, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var turn = await gate.EnterAsync(cancel);
                await using var db = database.CreateDbContext();
                await db.Database.OpenConnectionAsync(cancel);
                turn.Limit(db.Database.GetDbConnection());
                await using var transaction = await db.Database.BeginTransactionAsync(cancel);
                var done = await work(db);
                await db.SaveChangesAsync(cancel);
                await transaction.CommitAsync(CancellationToken.None);
                return done;
            }
            catch (Exception error) when (DatabaseErrors.IsLostRace(error) && attempt < MostTries)
            {
                // Another process was faster: its work is seen now.
            }
            catch (Exception error) when (DatabaseErrors.IsUnavailable(error) || DatabaseErrors.IsLostRace(error))
            {
                throw Unavailable(fault, error);
            }
        }
    }

    private static SupplierException Unavailable(SupplierFault fault, Exception error) =>
        new(fault, "The simulated supplier cannot be used now, because the database cannot.", error);
}
