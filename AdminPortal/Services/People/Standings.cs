using AdminPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.People;

/// <summary>
/// Whether a person still is who their session says: asked of the database inside every write, so that a role taken away, a lock or
/// a sign-out elsewhere holds from the next act on, whatever an open page still shows.
/// </summary>
internal static class Standings
{
    /// <summary>The refusal when the rights have changed since the session began; null for keys, the portal itself, and rights that hold.</summary>
    public static async Task<Refusal?> FaultAsync(PortalDbContext db, Actor actor, CancellationToken cancel)
    {
        if (actor.Standing is not { } standing)
            return null;
        var now = await db.Users.Where(u => u.Id == standing.UserId).Select(u => new { u.SecurityStamp, u.Role, u.BusinessId }).SingleOrDefaultAsync(cancel);
        return now is not null && now.SecurityStamp == standing.SecurityStamp && now.Role == actor.Role && now.BusinessId == actor.BusinessId
            ? null
            : new Refusal.SignedOut();
    }

    /// <summary>The same, for what does not go through a write of the writer's.</summary>
    public static async Task<Refusal?> FaultAsync(PortalDatabase database, Actor actor, CancellationToken cancel)
    {
        if (actor.Standing is null)
            return null;
        await using var db = database.CreateReadContext();
        return await FaultAsync(db, actor, cancel);
    }
}
