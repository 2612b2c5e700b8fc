using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Bulk;

/// <summary>Runs a bulk change in batches, each in one transaction with its ledger and audit rows and the progress, by the rules of single
/// actions.</summary>
public sealed class BulkWork(PortalDatabase database, PortalWriter writer, BulkSubjects subjects, ILogger<BulkWork> log)
{
    /// <summary>Records per transaction, so that provisioning does not wait long.</summary>
    private const int MostAtOnce = 50;

    /// <summary>Failed batches in a row after which the change stops.</summary>
    private const int MostFailures = 8;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(400);

    /// <summary>Runs a change from where it is to its end; never throws.</summary>
    internal async Task RunAsync(Actor actor, Guid id, BulkAct act, string? reason, CancellationToken stopping)
    {
        try
        {
            var (status, problem) = await WorkAsync(actor, id, act, reason, stopping);
            await EndAsync(id, status, problem);
        }
        catch (Exception error)
        {
            log.LogError(error, "Bulk change {Id} failed", id);
            await EndAsync(id, BulkStatus.Failed, "Something went wrong, and the error has been logged. Changes made so far stay.");
        }
    }

    /// <summary>Records the end of a running change; false if it had ended, or the database does not take it. Then it stays running until
    /// somebody looks, and finds that its process does not run it.</summary>
    internal async Task<bool> EndAsync(Guid id, BulkStatus status, string? problem)
    {
        var ended = await writer.RunAsync<bool>(
            Actor.System,
            async write =>
            {
                var change = await write.Db.BulkChanges.SingleOrDefaultAsync(c => c.Id == id, CancellationToken.None);
                if (change is not { Status: BulkStatus.Running })
                    return false;
                // Between its last batch and its end there is nothing left to continue.
                var isAll = change.Changed + change.Skipped == change.Changing;
                (change.Status, change.Problem) = isAll ? (BulkStatus.Finished, null) : (status, problem);
                change.FinishedAt = write.Now;
                write.Touch(ChangeKind.BulkChanges, id);
                return true;
            },
            CancellationToken.None
        );
        return ended is { IsDone: true, Value: true };
    }

    private async Task<(BulkStatus Status, string? Problem)> WorkAsync(
        Actor actor,
        Guid id,
        BulkAct act,
        string? reason,
        CancellationToken stopping
    )
    {
        List<PlannedRow> rows;
        int next;
        await using (var db = database.CreateReadContext())
        {
            rows = await BulkChunks.ReadAsync(db, id, subjects.Of(act), CancellationToken.None);
            next = await db.BulkChanges.Where(c => c.Id == id).Select(c => c.Reached).SingleAsync(CancellationToken.None);
        }

        var (size, failures) = (MostAtOnce, 0);
        while (true)
        {
            var batch = Enumerable
                .Range(next, rows.Count - next)
                .Where(place => act.StartsFrom(rows[place].State))
                .Take(size)
                .Select(place => (place, rows[place]))
                .ToList();
            if (batch.Count == 0)
                return (BulkStatus.Finished, null);
            if (stopping.IsCancellationRequested)
                return (BulkStatus.Interrupted, BulkService.Interrupted);
            var last = batch[^1].place;
            var result = await DoAsync(actor, id, act, reason, batch);
            if (result is { IsDone: true, Value: true })
            {
                failures = 0;
                size = Math.Min(MostAtOnce, size * 2);
                next = last + 1;
            }
            else if (result.IsDone)
            {
                return (BulkStatus.Cancelled, null);
            }
            else if (result.Refusal is Refusal.SignedOut)
            {
                return (BulkStatus.Failed, "The rights or the session of the person who started it have ended.");
            }
            else if (++failures == MostFailures)
            {
                return (BulkStatus.Failed, result.Refusal.Message);
            }
            else
            {
                // Under contention, a smaller batch is more likely to succeed.
                size = Math.Max(1, size / 2);
                await Task.Delay(s_pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Processes one batch. A record that changed since the user decided is skipped.</summary>
    /// <returns>False if the change is to stop; nothing was done then.</returns>
    private Task<Outcome<bool>> DoAsync(Actor actor, Guid id, BulkAct act, string? reason, List<(int Place, PlannedRow Row)> batch) =>
        writer.RunAsync<bool>(
            actor with
            {
                Idempotency = null,
            },
            async write =>
            {
                var cancel = CancellationToken.None;
                var change = await write.Db.BulkChanges.SingleAsync(c => c.Id == id, cancel);
                // A commit whose response was lost has done this batch, or more of it than is asked now.
                batch.RemoveAll(b => b.Place < change.Reached);
                if (batch.Count == 0)
                    return true;
                if (change.IsStopping)
                    return false;
                var skipped = await subjects.Of(act).ApplyAsync(write, act, reason, batch.ConvertAll(b => b.Row), cancel);
                for (var i = 0; i < batch.Count; i++)
                {
                    if (skipped[i] is not { } why)
                        continue;
                    write.Db.BulkSkips.Add(
                        new BulkSkip
                        {
                            BulkChangeId = id,
                            Position = batch[i].Place,
                            Reason = why.Length <= BulkSkipMapping.MostReason ? why : why[..BulkSkipMapping.MostReason],
                        }
                    );
                }

                var count = skipped.Count(why => why is not null);
                change.Reached = batch[^1].Place + 1;
                change.Skipped += count;
                change.Changed += batch.Count - count;
                write.Touch(ChangeKind.BulkChanges, id);
                return true;
            },
            CancellationToken.None
        );
}
