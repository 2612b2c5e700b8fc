using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;

namespace AdminPortal.Services.Agents;

/// <summary>Creates a business's agent as part of a write; the provider is synced in the background.</summary>
internal static class NewAgents
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
}
