using AdminPortal.Data;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Numbers;

/// <summary>Ends quarantines that are due.</summary>
public sealed class QuarantineService(PortalDatabase database, PortalWriter writer, TimeProvider clock)
{
    /// <summary>Numbers per transaction, so that provisioning does not wait long.</summary>
    private const int Batch = 500;

    /// <summary>Makes every number available whose quarantine is over. Safe to run in several processes: a number that another one has
    /// processed is skipped.</summary>
    /// <returns>How many became available.</returns>
    public async Task<Outcome<int>> EndDueAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("end quarantines");
        // Usually there is none, and then no write lock is taken.
        await using (var db = database.CreateReadContext())
        {
            var now = clock.UtcNowMicroseconds();
            if (!await db.Numbers.AnyAsync(n => n.QuarantinedUntil != null && n.QuarantinedUntil <= now, cancel))
                return 0;
        }

        var ended = 0;
        while (true)
        {
            var batch = await writer.RunAsync<int>(
                actor,
                async write =>
                {
                    var due = await write
                        .Db.Numbers.Where(n => n.QuarantinedUntil != null && n.QuarantinedUntil <= write.Now)
                        .OrderBy(n => n.QuarantinedUntil)
                        .Take(Batch)
                        .ToListAsync(cancel);
                    // The first to enter quarantine is the first to be assigned again, however late this runs.
                    foreach (var row in due)
                        NumberChanges.EndQuarantine(write, row, row.QuarantinedUntil!.Value, "Quarantine period ended");
                    return due.Count;
                },
                cancel
            );
            if (!batch.IsDone)
                return batch;
            ended += batch.Value;
            if (batch.Value < Batch)
                return ended;
        }
    }
}
