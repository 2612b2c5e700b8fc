using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Writes;

/// <summary>Deletes expired idempotency records.</summary>
public sealed class IdempotencyCleanup(PortalWriter writer)
{
    /// <summary>Rows per transaction, so that provisioning does not wait long.</summary>
    private const int Batch = 500;

    /// <summary>Deletes every response older than <see cref="IdempotencyRecords.Lifetime"/>.</summary>
    /// <returns>How many were deleted.</returns>
    public async Task<Outcome<int>> DeleteExpiredAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("delete saved answers");
        var deleted = 0;
        while (true)
        {
            var batch = await writer.RunAsync<int>(
                actor,
                async write =>
                {
                    var oldest = write.Now - IdempotencyRecords.Lifetime;
                    return await write
                        .Db.IdempotencyKeys.Where(k => k.CreatedAt < oldest)
                        .OrderBy(k => k.CreatedAt)
                        .Take(Batch)
                        .ExecuteDeleteAsync(cancel);
                },
                cancel
            );
            if (!batch.IsDone)
                return batch;
            deleted += batch.Value;
            if (batch.Value < Batch)
                return deleted;
        }
    }
}
