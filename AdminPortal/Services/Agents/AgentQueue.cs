using AdminPortal.Data;
using AdminPortal.Data.Records;
using AdminPortal.Providers.Agents;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Agents;

/// <summary>
/// Which agents need work, and whose turn each is. What is to be done is never queued: it follows from comparing the versions of agent
/// and business with those that the provider was last brought to, so that nothing can be forgotten by a crash.
/// </summary>
internal sealed class AgentQueue(PortalDatabase database, PortalWriter writer, IAgentProvider provider, AgentSettings settings, TimeProvider clock)
{
    /// <summary>How long a lease holds without being renewed: a process that died is taken over from after that.</summary>
    private TimeSpan Lease => settings.MostBackoff;

    /// <summary>Takes the lease of up to <paramref name="most"/> agents that need work; none when there is none.</summary>
    /// <param name="everything">Whether to compare all agents, rather than look only at those with a date.</param>
    public async Task<IReadOnlyList<AgentTask>> ClaimAsync(int most, bool everything, CancellationToken cancel)
    {
        await using (var db = database.CreateReadContext())
        {
            if (!await Due(db, clock.UtcNowMicroseconds(), everything).AnyAsync(cancel))
                return [];
        }

        var lease = UuidV7.Create(clock.GetUtcNow());
        var claimed = await writer.RunAsync<List<AgentTask>>(Actor.System, async write =>
        {
            var syncs = await Due(write.Db, write.Now, everything).Take(most).ToListAsync(cancel);
            foreach (var sync in syncs)
                (sync.LeaseOwner, sync.LeaseUntil) = (lease, write.Now + Lease);
            var ids = syncs.ConvertAll(s => s.AgentId);
            var agents = await (from a in write.Db.Agents.Where(a => ids.Contains(a.Id))
                                join b in write.Db.Businesses on a.BusinessId equals b.Id
                                select new { Agent = a, Business = b }).AsNoTracking().ToDictionaryAsync(r => r.Agent.Id, cancel);
            return syncs.ConvertAll(s => AgentTask.Of(s, agents[s.AgentId].Agent, agents[s.AgentId].Business, provider.Name));
        }, cancel);
        return claimed.Value ?? [];
    }

    /// <summary>Renews the lease until the work is over; cancels it when another process has taken the agent over.</summary>
    public async Task KeepAsync(AgentTask task, CancellationTokenSource work)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Lease / 3, clock, work.Token);
                var held = await writer.RunAsync<bool>(Actor.System, async write =>
                {
                    var sync = await HeldAsync(write, task, work.Token);
                    if (sync is not null)
                        sync.LeaseUntil = write.Now + Lease;
                    return sync is not null;
                }, work.Token);
                if (held.IsDone && !held.Value)
                    await work.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The work is over.
        }
    }

    /// <summary>The agent's row while this work holds its lease; null when another has it.</summary>
    public static Task<AgentSync?> HeldAsync(PortalWrite write, AgentTask task, CancellationToken cancel) =>
        write.Db.AgentSyncs.SingleOrDefaultAsync(s => s.AgentId == task.AgentId && s.LeaseOwner == task.Lease, cancel);

    private IQueryable<AgentSync> Due(PortalDbContext db, DateTimeOffset now, bool everything)
    {
        var free = db.AgentSyncs.Where(s => s.LeaseUntil == null || s.LeaseUntil < now);
        var dated = free.Where(s => s.DueAt != null && s.DueAt <= now);
        if (!everything)
            return dated.OrderBy(s => s.DueAt);
        var name = provider.Name;
        return from s in free
               join a in db.Agents on s.AgentId equals a.Id
               join b in db.Businesses on a.BusinessId equals b.Id
               where (s.DueAt != null && s.DueAt <= now)
                   || (s.DueAt == null && (s.AgentVersion != a.RowVersion || s.BusinessVersion != b.RowVersion || a.Provider != name))
               orderby s.DueAt
               select s;
    }
}
