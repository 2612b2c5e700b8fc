using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Keys;

/// <summary>Saves the last uses of keys together, outside of requests: a write with each request would halve their rate.</summary>
public sealed class ApiKeyUseService(PortalWriter writer, ApiKeyAuthenticator authenticator)
{
    /// <summary>Saves the uses since the last call in one transaction. If refused, they are kept for the next time.</summary>
    /// <returns>How many keys were used.</returns>
    public async Task<Outcome<int>> SaveAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("write down the use of keys");
        var uses = authenticator.TakeUses();
        if (uses.Count == 0)
            return 0;

        var isSaved = false;
        try
        {
            var saved = await writer.RunAsync<int>(
                actor,
                async write =>
                {
                    var keys = await write.Db.ApiKeys.Where(k => uses.Keys.Contains(k.Id)).ToListAsync(cancel);
                    foreach (var key in keys)
                    {
                        // Another process may have recorded a later use.
                        if (key.LastUsedAt is not { } known || known < uses[key.Id])
                            key.LastUsedAt = uses[key.Id];
                    }

                    return keys.Count;
                },
                cancel
            );
            isSaved = saved.IsDone;
            return saved;
        }
        finally
        {
            if (!isSaved)
                authenticator.ReturnUses(uses);
        }
    }
}
