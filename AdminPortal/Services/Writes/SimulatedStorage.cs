using AdminPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Writes;

/// <summary>
/// Where simulated outside services keep their state: in the portal's database, so that it survives a restart. The rows represent external
/// systems: they have no version and no history, and are written in separate short transactions.
/// </summary>
/// <remarks>Throws <see cref="DatabaseUnavailableException"/> if the database cannot be used now.</remarks>
internal sealed class SimulatedStorage(PortalDatabase database, WriteGate gate)
{
    private const int MostTries = 5;

    public async Task<IReadOnlyList<T>> ReadAsync<T>(Func<PortalDbContext, IQueryable<T>> query, CancellationToken cancel)
    {
        try
        {
            await using var db = database.CreateReadContext();
            return await query(db).ToListAsync(cancel);
        }
        catch (Exception error) when (DatabaseErrors.IsUnavailable(error))
        {
            throw new DatabaseUnavailableException(error.Message, error);
        }
    }

    public async Task<T> WriteAsync<T>(Func<PortalDbContext, Task<T>> work, CancellationToken cancel)
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
                // Another process was faster; its result is used.
            }
            catch (Exception error) when (DatabaseErrors.IsUnavailable(error) || DatabaseErrors.IsLostRace(error))
            {
                throw new DatabaseUnavailableException(error.Message, error);
            }
        }
    }
}
