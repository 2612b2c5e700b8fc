using AdminPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Writes;

/// <summary>Checks in every write that a user's session and rights are still valid, so that a removed role, a lock, a closed
/// business or a sign-out elsewhere applies from the next action on, whatever an open page still shows.</summary>
internal static class SessionChecks
{
    /// <summary>The refusal if the session was ended or the rights have changed since it began; null for keys, the system, and valid
    /// rights.</summary>
    public static async Task<Refusal?> FaultAsync(PortalDbContext db, Actor actor, CancellationToken cancel) =>
        actor.SessionIdentity is null || await FindAsync(db, actor, cancel) is not null ? null : new Refusal.SignedOut();

    /// <summary>The same outside of a portal write.</summary>
    public static async Task<Refusal?> FaultAsync(PortalDatabase database, Actor actor, CancellationToken cancel)
    {
        if (actor.SessionIdentity is null)
            return null;
        await using var db = database.CreateReadContext();
        return await FaultAsync(db, actor, cancel);
    }

    /// <summary>The actor's session with its rights; null if it has ended or they have changed.</summary>
    public static async Task<ActiveSession?> FindAsync(PortalDbContext db, Actor actor, CancellationToken cancel)
    {
        if (actor.SessionIdentity is not { } standing)
            return null;
        var now = await (
            from u in db.Users
            join s in db.Sessions on u.Id equals s.UserId
            where
                u.Id == standing.UserId && s.Id == standing.SessionId && !db.Businesses.Any(b => b.Id == u.BusinessId && b.ClosedAt != null)
            select new
            {
                u.SecurityStamp,
                u.Role,
                u.BusinessId,
                Held = new ActiveSession(s.CreatedAt, s.LastSeenAt, s.ProvedAt, s.How, u.TwoFactorEnabled),
            }
        ).SingleOrDefaultAsync(cancel);
        return
            now is not null && now.SecurityStamp == standing.SecurityStamp && now.Role == actor.Role && now.BusinessId == actor.BusinessId
            ? now.Held
            : null;
    }
}

/// <summary>A session that was not ended; it may have expired.</summary>
internal sealed record ActiveSession(
    DateTimeOffset CreatedAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset ProvedAt,
    string How,
    bool HasTwoFactor
)
{
    /// <summary>Method of sessions that a passkey opened: a device key with fingerprint, face or PIN.</summary>
    public const string ByPasskey = "hwk";

    /// <summary>Idle timeout of a session.</summary>
    public static readonly TimeSpan MostIdle = TimeSpan.FromHours(12);

    /// <summary>Absolute timeout of a session.</summary>
    public static readonly TimeSpan MostAge = TimeSpan.FromDays(14);

    /// <summary>A session that began before the first, or was last used before the second, has expired.</summary>
    public static (DateTimeOffset Oldest, DateTimeOffset Unused) Limits(DateTimeOffset now) => (now - MostAge, now - MostIdle);

    public bool IsOver(DateTimeOffset now)
    {
        var (oldest, unused) = Limits(now);
        return CreatedAt <= oldest || LastSeenAt <= unused;
    }
}
