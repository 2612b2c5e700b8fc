using System.Data;
using System.Data.Common;
using AdminPortal.Data;
using AdminPortal.Services.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AdminPortal.Services.Writes;

/// <summary>Runs every write except the two hot paths (provisioning, import): one context and one transaction for state, ledger, audit and
/// counts; listeners are notified after the commit.</summary>
public sealed class PortalWriter(
    PortalDatabase database,
    WriteGate gate,
    ChangeFeed feed,
    TimeProvider clock,
    SecurityLog security,
    ILogger<PortalWriter> log
)
{
    /// <summary>How often a write is tried after lost races, before the caller is asked to retry.</summary>
    private const int MostTries = 8;

    /// <summary>Runs <paramref name="work"/> in a transaction and commits its changes, unless it refuses. After a lost race it runs again
    /// on fresh rows, so it must not keep anything from an earlier try and must decide from what it reads.</summary>
    /// <returns>The result of the work; <see cref="Refusal.Unavailable"/> if the database cannot be written.</returns>
    public async Task<Outcome<T>> RunAsync<T>(Actor actor, Func<PortalWrite, Task<Outcome<T>>> work, CancellationToken cancel)
        where T : notnull
    {
        var isPage = SynchronizationContext.Current is not null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(actor, work, cancel);
            }
            catch (Exception error) when (DatabaseErrors.IsLostRace(error) && attempt < MostTries)
            {
                await Task.Delay(Chance.Between(1, 5 * attempt), cancel);
            }
            catch (CommitUnknownException error)
            {
                log.LogError(error, "The result of a write is unknown");
                return new Refusal.Unavailable(MayHaveHappened: true);
            }
            catch (Exception error) when (DatabaseErrors.IsUnavailable(error) || DatabaseErrors.IsLostRace(error))
            {
                log.LogWarning(error, "The database refused a write");
                return new Refusal.Unavailable();
            }
            // A page shows the failed write and stays usable, as for reads; elsewhere a bug remains an exception.
            catch (Exception error) when (isPage && (error is DbException or DbUpdateException || error.InnerException is DbException))
            {
                log.LogError(error, "A write from a page failed");
                return new Refusal.Unavailable(
                    Detail: "The database failed. Nothing was changed. Try again in a few seconds; if it keeps happening, check the log."
                );
            }
        }
    }

    private async Task<Outcome<T>> TryAsync<T>(Actor actor, Func<PortalWrite, Task<Outcome<T>>> work, CancellationToken cancel)
        where T : notnull
    {
        PortalWrite write;
        Outcome<T> outcome;
        using (var turn = await gate.EnterAsync(cancel))
        {
            await using var db = database.CreateDbContext();
            await db.Database.OpenConnectionAsync(cancel);
            turn.Limit(db.Database.GetDbConnection());

            // One snapshot for everything that the work reads, so that it never mixes two moments; a row that changed since is a lost race.
            await using var transaction = await db.Database.BeginTransactionAsync(
                database.IsSqlite ? IsolationLevel.Serializable : IsolationLevel.RepeatableRead,
                cancel
            );
            write = new PortalWrite(db, actor, clock.UtcNowMicroseconds());
            if (await SessionChecks.FaultAsync(db, actor, cancel) is { } fallen)
                return fallen;
            if (actor.Idempotency is { } promise && await IdempotencyRecords.ExistsAsync(db, promise, cancel))
                return new Refusal.AlreadyAnswered();

            outcome = await work(write);
            if (!outcome.IsDone)
                return outcome;
            await SaveAsync(write, transaction, cancel);
            if (actor.Idempotency is { } kept)
            {
                db.IdempotencyKeys.Add(IdempotencyRecords.Of(kept, outcome.Value, write.Now));
                await db.SaveChangesAsync(cancel);
            }

            await CommitAsync(write, transaction);
            if (database.FileFault is { } gone)
                throw new DatabaseUnavailableException(gone);
        }

        foreach (var change in write.Changes)
            feed.Publish(change);
        foreach (var change in write.Secured)
            security.Changed(actor, change);
        return outcome;
    }

    private async Task SaveAsync(PortalWrite write, IDbContextTransaction transaction, CancellationToken cancel)
    {
        await write.SaveAsync(cancel);
        DbConnection connection = write.Db.Database.GetDbConnection();
        await write.Stock.ApplyAsync(connection, transaction.GetDbTransaction(), database.IsSqlite, cancel);
    }

    /// <summary>Commits. If the connection breaks during the commit, the result is unknown; then the database is asked for the write's
    /// first event (in a measurement 41 of 112 such commits had taken place). Without an event it stays unknown.</summary>
    private async Task CommitAsync(PortalWrite write, IDbContextTransaction transaction)
    {
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception error) when (!database.IsSqlite && DatabaseErrors.IsUnavailable(error))
        {
            if (write.FirstEventId is not { } id)
                throw new CommitUnknownException(error);
            if (!await CommitLookup.FindAsync(database, id))
                throw;
            log.LogInformation("The connection broke during a commit that took place");
        }
    }
}
