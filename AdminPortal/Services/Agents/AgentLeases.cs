using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Agents;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Agents;

/// <summary>Finds agents that need work and leases them to this process. There is no queue: an agent needs work if its version or its
/// business's version differs from the last synced one, so a crash cannot lose anything.</summary>
internal sealed class AgentLeases(
    PortalDatabase database,
    PortalWriter writer,
    IAgentProvider provider,
    AgentSettings settings,
    TimeProvider clock
)
{
    /// <summary>The lease of an agent that <see cref="ClaimAsync"/> returned.</summary>
    public AgentLease Of(LeasedAgent agent) => new(agent, writer, settings);

    /// <summary>Leases up to <paramref name="most"/> agents that need work.</summary>
    /// <param name="everything">Whether to compare the versions of all agents, not only check those whose next attempt is due.</param>
    /// <param name="busy">Agents that this process works on: if a renewal is late, their leases look expired.</param>
    public async Task<IReadOnlyList<LeasedAgent>> ClaimAsync(int most, bool everything, Guid[] busy, CancellationToken cancel)
    {
        await using (var db = database.CreateReadContext())
        {
            if (!await Due(db, clock.UtcNowMicroseconds(), everything, busy).AnyAsync(cancel))
                return [];
        }

        var lease = UuidV7.Create(clock.GetUtcNow());
        var claimed = await writer.RunAsync<List<LeasedAgent>>(
            Actor.System,
            async write =>
            {
                var syncs = await Due(write.Db, write.Now, everything, busy).Take(most).ToListAsync(cancel);
                foreach (var sync in syncs)
                    (sync.LeaseOwner, sync.LeaseUntil) = (lease, write.Now + settings.Lease);
                var ids = syncs.ConvertAll(s => s.AgentId);
                var agents = await (
                    from a in write.Db.Agents.Where(a => ids.Contains(a.Id))
                    join b in write.Db.Businesses on a.BusinessId equals b.Id
                    select new { Agent = a, Business = b }
                )
                    .AsNoTracking()
                    .ToDictionaryAsync(r => r.Agent.Id, cancel);
                return syncs.ConvertAll(s => LeasedAgent.Of(s, agents[s.AgentId].Agent, agents[s.AgentId].Business, provider.Name));
            },
            cancel
        );
        return claimed.Value ?? [];
    }

    private IQueryable<AgentSync> Due(PortalDbContext db, DateTimeOffset now, bool everything, Guid[] busy)
    {
        var free = db.AgentSyncs.Where(s => (s.LeaseUntil == null || s.LeaseUntil < now) && !busy.Contains(s.AgentId));
        var dated = free.Where(s => s.DueAt != null && s.DueAt <= now);
        if (!everything)
            return dated.OrderBy(s => s.DueAt);
        var name = provider.Name;
        return from s in free
            join a in db.Agents on s.AgentId equals a.Id
            join b in db.Businesses on a.BusinessId equals b.Id
            where
                (s.DueAt != null && s.DueAt <= now)
                || (s.DueAt == null && (s.AgentVersion != a.RowVersion || s.BusinessVersion != b.RowVersion || a.Provider != name))
            orderby s.DueAt
            select s;
    }
}

/// <summary>An agent whose lease this process holds: its wanted state when the lease was taken, and the known state at the
/// provider.</summary>
/// <param name="Lease">The id of the lease.</param>
/// <param name="AgentVersion">The agent's version that <paramref name="Wanted"/> is based on; <paramref name="BusinessVersion"/> is the
/// business's.</param>
/// <param name="Number">The number to bind to it; null if the business has none or the agent is paused.</param>
/// <param name="DueAt">When it was due, if a time was set.</param>
/// <param name="KnownId">Its id at the provider; null before it is created.</param>
/// <param name="BoundNumber">A number that may still be bound from earlier.</param>
/// <param name="IsNews">Whether something changed here since the last sync, or a repair was requested.</param>
internal sealed record LeasedAgent(
    Guid Lease,
    Guid AgentId,
    Guid BusinessId,
    long AgentVersion,
    long BusinessVersion,
    DateTimeOffset? DueAt,
    AgentSpec Wanted,
    string? Number,
    string? KnownId,
    string? BoundNumber,
    bool IsNews
)
{
    /// <summary>Whether its business is closed: then it is removed at the provider.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Numbers that are also bound to it, found by the last comparison. They are unbound on request only.</summary>
    public IReadOnlyList<string> OtherNumbers { get; init; } = [];

    public static LeasedAgent Of(AgentSync sync, AiAgent agent, Business business, string provider)
    {
        // Known state of another provider is irrelevant here.
        var isThere = agent.Provider == provider;
        var seen = isThere ? ProviderView.Parse(sync.Seen) : null;
        return new LeasedAgent(
            sync.LeaseOwner!.Value,
            agent.Id,
            business.Id,
            agent.RowVersion,
            business.RowVersion,
            sync.DueAt,
            AgentSpecs.AtProvider(agent),
            agent.IsPaused ? null : business.PhoneNumber,
            // Until the first complete sync only the known state contains its id.
            isThere ? agent.ProviderAgentId ?? seen?.AgentId : null,
            isThere ? sync.BoundNumber : null,
            !isThere || sync.AgentVersion != agent.RowVersion || sync.BusinessVersion != business.RowVersion
        )
        {
            IsClosed = business.ClosedAt is not null,
            OtherNumbers = seen?.OtherNumbers ?? [],
        };
    }
}

/// <summary>
/// The exclusive right to work on one agent. It is renewed while the work goes on, and expires when the process dies.
/// </summary>
internal sealed class AgentLease(LeasedAgent agent, PortalWriter writer, AgentSettings settings)
{
    /// <summary>The agent's row while this lease is valid; null when another process holds the lease.</summary>
    public static Task<AgentSync?> HeldAsync(PortalWrite write, LeasedAgent agent, CancellationToken cancel) =>
        write.Db.AgentSyncs.SingleOrDefaultAsync(s => s.AgentId == agent.AgentId && s.LeaseOwner == agent.Lease, cancel);

    /// <summary>Renews the lease until the work is over; cancels the work when another process has taken the lease.</summary>
    public async Task KeepAsync(TimeProvider clock, CancellationTokenSource work)
    {
        try
        {
            while (true)
            {
                await Task.Delay(settings.Lease / 3, clock, work.Token);
                var held = await RenewAsync(_ => { }, work.Token);
                if (held.IsDone && !held.Value)
                    await work.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The work has finished.
        }
    }

    /// <summary>Renews the lease before a step that must not be done twice.</summary>
    /// <exception cref="LeaseLostException">Another process holds it, or the database could not be read.</exception>
    public Task HoldAsync(CancellationToken cancel) => MustRenewAsync(_ => { }, cancel);

    /// <summary>Records that a number is about to be bound to the agent, so that a crash leaves no unknown binding.</summary>
    /// <exception cref="LeaseLostException">Another process holds the lease, or the database could not be read.</exception>
    public Task IntendAsync(string number, CancellationToken cancel) =>
        number == agent.BoundNumber ? Task.CompletedTask : MustRenewAsync(sync => sync.BoundNumber = number, cancel);

    /// <summary>Releases the lease in the middle of the work and keeps what was read from the provider so far.</summary>
    public Task LetGoAsync(ProviderView? view) =>
        writer.RunAsync<bool>(
            Actor.System,
            async write =>
            {
                if (await HeldAsync(write, agent, CancellationToken.None) is not { } sync)
                    return false;
                (sync.LeaseOwner, sync.LeaseUntil) = (null, null);
                if (view is not null)
                    (sync.Seen, sync.SeenAt) = (view.ToJson(), write.Now);
                return true;
            },
            CancellationToken.None
        );

    private async Task MustRenewAsync(Action<AgentSync> note, CancellationToken cancel)
    {
        if (await RenewAsync(note, cancel) is not { IsDone: true, Value: true })
            throw new LeaseLostException();
    }

    private Task<Outcome<bool>> RenewAsync(Action<AgentSync> note, CancellationToken cancel) =>
        writer.RunAsync<bool>(
            Actor.System,
            async write =>
            {
                if (await HeldAsync(write, agent, cancel) is not { } sync)
                    return false;
                sync.LeaseUntil = write.Now + settings.Lease;
                note(sync);
                return true;
            },
            cancel
        );
}

/// <summary>The work must stop: another process may be doing it.</summary>
internal sealed class LeaseLostException() : Exception("The lease was lost or could not be checked.");
