using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Bulk;

/// <summary>Runs a bulk change in batches, each in one transaction with its ledger and audit rows and the progress, by the rules of single
/// actions.</summary>
public sealed class BulkWork(PortalDatabase database, PortalWriter writer, NumberService service, ILogger<BulkWork> log)
{
    /// <summary>Numbers per transaction, so that provisioning does not wait long.</summary>
    private const int MostAtOnce = 50;

    /// <summary>Failed batches in a row after which the change stops.</summary>
    private const int MostFailures = 8;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(400);

    /// <summary>Runs a change from where it is to its end; never throws.</summary>
    internal async Task RunAsync(Actor actor, Guid id, NumberAction action, string? reason, CancellationToken stopping)
    {
        try
        {
            var (status, problem) = await WorkAsync(actor, id, NumberCommand.Of(action, text: reason), stopping);
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
        NumberCommand command,
        CancellationToken stopping
    )
    {
        List<PlannedNumber> numbers;
        int next;
        await using (var db = database.CreateReadContext())
        {
            numbers = await BulkChunks.ReadAsync(db, id, CancellationToken.None);
            next = await db.BulkChanges.Where(c => c.Id == id).Select(c => c.Reached).SingleAsync(CancellationToken.None);
        }

        var rule = NumberRules.Of(command.Action);
        var (size, failures) = (MostAtOnce, 0);
        while (true)
        {
            var batch = Enumerable
                .Range(next, numbers.Count - next)
                .Where(place => rule.StartsFrom(numbers[place].Status))
                .Take(size)
                .Select(place => (place, numbers[place]))
                .ToList();
            if (batch.Count == 0)
                return (BulkStatus.Finished, null);
            if (stopping.IsCancellationRequested)
                return (BulkStatus.Interrupted, BulkNumberService.Interrupted);
            var last = batch[^1].place;
            var result = await DoAsync(actor, id, command, batch);
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

    /// <summary>Processes one batch. A number that changed since the user decided is skipped.</summary>
    /// <returns>False if the change is to stop; nothing was done then.</returns>
    private Task<Outcome<bool>> DoAsync(Actor actor, Guid id, NumberCommand command, List<(int Place, PlannedNumber Number)> batch) =>
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
                var numbers = batch.ConvertAll(b => b.Number.Number.ToString());
                var rows = await NumberLoading.LoadManyAsync(write, numbers, cancel);
                var skipped = 0;
                for (var i = 0; i < batch.Count; i++)
                {
                    if (await SkipAsync(write, rows.GetValueOrDefault(numbers[i]), batch[i].Number, command, cancel) is not { } reason)
                        continue;
                    skipped++;
                    write.Db.BulkSkips.Add(
                        new BulkSkip
                        {
                            BulkChangeId = id,
                            Position = batch[i].Place,
                            Reason = reason.Length <= BulkSkipMapping.MostReason ? reason : reason[..BulkSkipMapping.MostReason],
                        }
                    );
                }

                change.Reached = batch[^1].Place + 1;
                change.Skipped += skipped;
                change.Changed += batch.Count - skipped;
                write.Touch(ChangeKind.BulkChanges, id);
                return true;
            },
            CancellationToken.None
        );

    /// <summary>Changes a number; the reason if it is skipped.</summary>
    private async Task<string?> SkipAsync(
        PortalWrite write,
        TollFreeNumber? row,
        PlannedNumber planned,
        NumberCommand command,
        CancellationToken cancel
    ) =>
        row is null ? "No longer in the inventory"
        : row.RowVersion != planned.Version ? $"Changed meanwhile: it is {await NumberLoading.StateAsync(write, row, cancel)}"
        : (await service.ApplyAsync(write, row, command, cancel))?.Message;
}
