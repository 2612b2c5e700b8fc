using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;

namespace AdminPortal.Services.Businesses;

/// <summary>A business as shown by pages, API and command line.</summary>
public sealed record BusinessRecord(
    Guid Id,
    string Name,
    string? ContactEmail,
    string? ExternalId,
    string? PhoneNumber,
    DateTimeOffset? AssignedAt,
    bool Waitlisted,
    AgentRecord? Agent,
    long RowVersion,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ClosedAt
)
{
    /// <summary>What decides which bulk actions it allows; read by the lists of businesses only.</summary>
    internal BusinessState State => BusinessRules.StateOf(PhoneNumber is not null, Waitlisted, Agent?.IsPaused, ClosedAt is not null);

    /// <summary>In the order of the lists: by name.</summary>
    internal static IQueryable<BusinessRecord> Project(PortalDbContext db, IQueryable<Business> businesses) =>
        from b in businesses
        join n in db.Numbers on b.Id equals n.AssignedTo into held
        from number in held.DefaultIfEmpty()
        join a in db.Agents on b.Id equals a.BusinessId into agents
        from agent in agents.DefaultIfEmpty()
        join s in db.AgentSyncs on agent!.Id equals s.AgentId into syncs
        from sync in syncs.DefaultIfEmpty()
        orderby b.Name, b.Id
        select new BusinessRecord(
            b.Id,
            b.Name,
            b.ContactEmail,
            b.ExternalId,
            b.PhoneNumber,
            number!.AssignedAt,
            db.WaitingList.Any(w => w.BusinessId == b.Id),
            agent == null
                ? null
                : new AgentRecord(
                    agent.Id,
                    agent.BusinessId,
                    agent.Name,
                    agent.Provider,
                    agent.ProviderAgentId,
                    agent.Status,
                    agent.LastError ?? sync!.LastFault,
                    agent.LastSyncedAt,
                    agent.RowVersion
                )
                {
                    OpeningHours = AgentRecord.HoursOf(agent.OpeningHours),
                    IsNotInSync = sync != null && sync.LastFault != null && sync.Attempts >= AgentStateRules.NotInSyncAfter,
                    IsPaused = agent.IsPaused,
                },
            b.RowVersion,
            b.CreatedAt,
            b.ClosedAt
        );
}
