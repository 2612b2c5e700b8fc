using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Agents;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Agents;

/// <summary>
/// Which agents need work, and whose turn each is. What is to be done is never queued: it follows from comparing the versions of agent
/// and business with those that the provider was last brought to, so that nothing can be forgotten by a crash.
/// </summary>
internal sealed class AgentQueue(
    PortalDatabase database,
    PortalWriter writer,
    IAgentProvider provider,
    AgentSettings settings,
    TimeProvider clock
)
{
    /// <summary>Takes the lease of up to <paramref name="most"/> agents that need work; none when there is none.</summary>
    /// <param name="everything">Whether to compare all agents, rather than look only at those with a date.</param>
    /// <param name="busy">Agents that this process works on: where a renewal came late, their leases look as if nobody did.</param>
    public async Task<IReadOnlyList<AgentTask>> ClaimAsync(int most, bool everything, Guid[] busy, CancellationToken cancel)
    {
        await using (var db = database.CreateReadContext())
        {
            if (!await Due(db, clock.UtcNowMicroseconds(), everything, busy).AnyAsync(cancel))
                return [];
        }

        var lease = UuidV7.Create(clock.GetUtcNow());
        var claimed = await writer.RunAsync<List<AgentTask>>(
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
                return syncs.ConvertAll(s => AgentTask.Of(s, agents[s.AgentId].Agent, agents[s.AgentId].Business, provider.Name));
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
