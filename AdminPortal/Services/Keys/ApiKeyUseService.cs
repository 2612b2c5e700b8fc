using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Keys;

/// <summary>
/// Writes down when keys were last used: behind the requests and all at once, because a write with each would halve their speed.
/// </summary>
public sealed class ApiKeyUseService(PortalWriter writer, ApiKeyAuthenticator authenticator)
{
    /// <summary>Saves the uses since the last time in one transaction. Refused, they are kept for the next time.</summary>
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
                        // Another process may have seen a later use.
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
