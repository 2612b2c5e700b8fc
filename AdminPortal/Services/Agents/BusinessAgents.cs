using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Agents;

/// <summary>Creates a business's agent, or removes it while the business is closed, as part of a write; the provider is synced in the
/// background.</summary>
internal static class BusinessAgents
{
    /// <summary>Adds the agent. The caller has validated the settings and checked that the business has no agent.</summary>
    /// <param name="provider">The name of its provider.</param>
    public static AiAgent Add(PortalWrite write, Business business, AgentConfiguration wishes, string provider)
    {
        var wanted = wishes.For(business.Name);
        var agent = new AiAgent
        {
            Id = UuidV7.Create(write.Now),
            BusinessId = business.Id,
            Provider = provider,
            Name = wanted.Name,
            VoiceId = wanted.VoiceId,
            Language = wanted.Language,
            Greeting = wanted.Greeting,
            Prompt = wanted.Prompt,
            OpeningHours = wishes.HoursOver(null),
            Status = AgentStatus.Provisioning,
            CreatedAt = write.Now,
        };
        write.Db.Agents.Add(agent);
        write.Db.AgentSyncs.Add(new AgentSync { AgentId = agent.Id });
        write.AuditAgent(
            AuditActions.AgentCreated,
            agent,
            null,
            new
            {
                wanted.Name,
                wanted.VoiceId,
                wanted.Language,
            }
        );
        return agent;
    }

    /// <summary>After its business was closed or reopened: its agent, if it has one, is removed at the provider or created again, with the
    /// settings that stay here.</summary>
    public static async Task SyncAfterClosingAsync(PortalWrite write, Business business, CancellationToken cancel)
    {
        if (await write.Db.Agents.SingleOrDefaultAsync(a => a.BusinessId == business.Id, cancel) is not { } agent)
            return;
        var sync = await write.Db.AgentSyncs.SingleAsync(s => s.AgentId == agent.Id, cancel);
        var isClosed = business.ClosedAt is not null;
        var before = new { status = agent.Status.ToText() };
        agent.AwaitSync(isClosed);
        // A new version also if the state stays the same: an attempt that is going on must not count as the last one.
        write.Db.Entry(agent).Property(a => a.RowVersion).IsModified = true;
        (sync.DueAt, sync.Attempts, sync.LastFault) = (null, 0, null);
        write.AuditAgent(
            isClosed ? AuditActions.AgentRemoved : AuditActions.AgentRestored,
            agent,
            before,
            new { status = agent.Status.ToText() }
        );
    }
}
