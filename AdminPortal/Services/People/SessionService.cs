using System.Collections.Concurrent;
using System.Net;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.People;

/// <summary>A session as shown to its user.</summary>
/// <param name="IsThis">Whether it is the current one.</param>
/// <param name="How">How it began (RFC 8176), or <c>link</c>.</param>
public sealed record SessionRecord(
    Guid Id,
    bool IsThis,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastSeenAt,
    string How,
    string? UserAgent,
    string? Address
);

/// <summary>A user's own sessions. Ending one deletes its row, which every request and every write looks up.</summary>
public sealed class SessionService(
    PortalDatabase database,
    PortalReader reads,
    PortalWriter writer,
    IdentityConfirmation owner,
    SecurityLog security,
    TimeProvider clock
)
{
    /// <summary>How often an open page checks its session. Requests and writes check each time.</summary>
    public static readonly TimeSpan PageRecheck = TimeSpan.FromSeconds(30);

    private const int MostUserAgent = 300;
    private static readonly Refusal.NotAllowed s_nobody = new("have sessions");

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _uses = new();

    /// <summary>The actor's valid sessions, most recently used first.</summary>
    public async Task<Outcome<IReadOnlyList<SessionRecord>>> ListAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.SessionIdentity is not { } me)
            return s_nobody;
        return await reads.RunAsync<IReadOnlyList<SessionRecord>>(
            async db =>
            {
                if (await SessionChecks.FaultAsync(db, actor, cancel) is { } fault)
                    return fault;
                var (oldest, unused) = ActiveSession.Limits(clock.GetUtcNow());
                return Outcome.Done<IReadOnlyList<SessionRecord>>(
                    await db
                        .Sessions.Where(s =>
                            s.UserId == me.UserId && s.SecurityStamp == me.SecurityStamp && s.CreatedAt > oldest && s.LastSeenAt > unused
                        )
                        .OrderByDescending(s => s.LastSeenAt)
                        .ThenBy(s => s.Id)
                        .Select(s => new SessionRecord(
                            s.Id,
                            s.Id == me.SessionId,
                            s.CreatedAt,
                            s.LastSeenAt,
                            s.How,
                            s.UserAgent,
                            s.Address
                        ))
                        .ToListAsync(cancel)
                );
            },
            cancel
        );
    }

    /// <summary>Ends one of the actor's sessions; needs a recently confirmed identity.</summary>
    /// <returns>How many were ended; <see cref="Refusal.NotFound"/> if it has ended already or is somebody else's.</returns>
    public async Task<Outcome<int>> EndAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (actor.SessionIdentity is not { } me)
            return s_nobody;
        if (await owner.FreshFaultAsync(actor, cancel) is { } fault)
            return fault;
        return await writer.RunAsync<int>(
            actor,
            async write =>
            {
                var ended = await write.Db.Sessions.Where(s => s.Id == id && s.UserId == me.UserId).ExecuteDeleteAsync(cancel);
                if (ended == 0)
                    return new Refusal.NotFound("such session of yours");
                write.Audit(
                    AuditActions.SessionEnded,
                    AuditRecords.User,
                    me.UserId,
                    null,
                    new { Email = actor.Name },
                    ChangeKind.Users,
                    actor.BusinessId
                );
                return ended;
            },
            cancel
        );
    }

    /// <summary>Records the use of a session; saved by <see cref="SaveUsesAsync"/>.</summary>
    public void NoteUse(Actor actor)
    {
        if (actor.SessionIdentity is { } me)
            _uses[me.SessionId] = clock.UtcNowMicroseconds();
    }

    /// <summary>Saves the last uses of sessions in one write, outside of requests. If refused, they are kept for the next time.</summary>
    /// <returns>How many were used.</returns>
    public async Task<Outcome<int>> SaveUsesAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("write down the use of sessions");
        var uses = new Dictionary<Guid, DateTimeOffset>();
        foreach (var id in _uses.Keys)
            if (_uses.TryRemove(id, out var at))
                uses[id] = at;
        if (uses.Count == 0)
            return 0;

        var isSaved = false;
        try
        {
            var saved = await writer.RunAsync<int>(
                actor,
                async write =>
                {
                    // Another process may have recorded a later use, or the session's end.
                    foreach (var (id, at) in uses)
                        await write
                            .Db.Sessions.Where(s => s.Id == id && s.LastSeenAt < at)
                            .ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, at), cancel);
                    return uses.Count;
                },
                cancel
            );
            isSaved = saved.IsDone;
            return saved;
        }
        finally
        {
            if (!isSaved)
                foreach (var (id, at) in uses)
                    _uses.TryAdd(id, at);
        }
    }

    /// <summary>Begins a session after sign-in; the browser's previous session ends.</summary>
    /// <param name="person">The identity, without a session yet.</param>
    /// <param name="how">The sign-in method (RFC 8176).</param>
    /// <returns>The session's id for the cookie.</returns>
    internal async Task<Outcome<Guid>> BeginAsync(
        Actor person,
        Actor? before,
        string how,
        string? userAgent,
        IPAddress? from,
        CancellationToken cancel
    )
    {
        if (person.SessionIdentity is not { } me)
            return s_nobody;
        var id = Guid.NewGuid();
        var begun = await writer.RunAsync<Guid>(
            Actor.Nobody with
            {
                Name = person.Name,
            },
            async write =>
            {
                // Expired rows can be deleted: the history has the sign-ins.
                var (oldest, unused) = ActiveSession.Limits(write.Now);
                var replaced = before?.SessionIdentity?.SessionId ?? Guid.Empty;
                await write
                    .Db.Sessions.Where(s =>
                        s.Id == replaced
                        || (
                            s.UserId == me.UserId
                            && (s.SecurityStamp != me.SecurityStamp || s.CreatedAt <= oldest || s.LastSeenAt <= unused)
                        )
                    )
                    .ExecuteDeleteAsync(cancel);
                write.Db.Sessions.Add(
                    new UserSession
                    {
                        Id = id,
                        UserId = me.UserId,
                        SecurityStamp = me.SecurityStamp,
                        CreatedAt = write.Now,
                        LastSeenAt = write.Now,
                        ProvedAt = write.Now,
                        How = how,
                        UserAgent =
                            string.IsNullOrWhiteSpace(userAgent) ? null
                            : userAgent.Length > MostUserAgent ? userAgent[..MostUserAgent]
                            : userAgent,
                        Address = from?.ToString(),
                    }
                );
                await write
                    .Db.Users.Where(u => u.Id == me.UserId)
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(u => u.LastSignInAt, write.Now).SetProperty(u => u.AccessFailedCount, 0),
                        cancel
                    );
                return id;
            },
            cancel
        );
        if (begun.IsDone)
            security.SignedIn(me.UserId, how, from);
        return begun;
    }

    /// <summary>Keeps the actor's session alive after its user ended all sessions.</summary>
    /// <param name="stamp">The user's new security stamp.</param>
    /// <returns>False if it was ended in the meantime.</returns>
    internal async Task<bool> CarryOverAsync(SessionIdentity me, string stamp, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        return await db
                .Sessions.Where(s => s.Id == me.SessionId && s.UserId == me.UserId)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.SecurityStamp, stamp), cancel) == 1;
    }

    /// <summary>Ends the actor's session at sign-out, which also invalidates copies of its cookie and its open pages.</summary>
    internal async Task LeaveAsync(Actor actor, IPAddress? from, CancellationToken cancel)
    {
        if (actor.SessionIdentity is not { } me)
            return;
        await using var db = database.CreateDbContext();
        if (await db.Sessions.Where(s => s.Id == me.SessionId && s.UserId == me.UserId).ExecuteDeleteAsync(cancel) == 1)
            security.SignedOut(me.UserId, from);
    }
}
