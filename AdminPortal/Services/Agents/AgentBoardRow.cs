using AdminPortal.Data;
using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Agents;

/// <summary>An agent on the board: its settings here and its state at the provider.</summary>
/// <param name="PhoneNumber">The business's number, bound to the agent or not.</param>
/// <param name="IsPaused">Whether it should answer no calls, whatever its state.</param>
/// <param name="Error">What a person must fix, or why the last attempt failed; null without a problem.</param>
/// <param name="Attempts">Failed attempts since the last success.</param>
/// <param name="NextAttemptAt">Time of the next attempt; null if that is now, or only after a change.</param>
/// <param name="IsLevel">Whether the provider matches everything decided here.</param>
/// <param name="LastCallAt">Time of its last call; null without any.</param>
public sealed record AgentBoardRow(
    Guid Id,
    Guid BusinessId,
    string BusinessName,
    string? PhoneNumber,
    string Name,
    string Provider,
    string? ProviderAgentId,
    AgentStatus Status,
    bool IsPaused,
    string? Error,
    int Attempts,
    DateTimeOffset? NextAttemptAt,
    bool IsLevel,
    DateTimeOffset? LastSyncedAt,
    DateTimeOffset? LastCallAt,
    DateTimeOffset CreatedAt,
    long RowVersion
)
{
    /// <summary>The last known state at the provider, as JSON.</summary>
    internal string? Seen { get; init; }

    /// <summary>Whether its business is closed: then it is removed at the provider.</summary>
    internal bool IsClosed { get; init; }

    /// <summary>Numbers bound to it in addition to its own, which a user may unbind.</summary>
    public IReadOnlyList<string> OtherNumbers => ProviderView.Parse(Seen)?.OtherNumbers ?? [];

    /// <summary>The state to show.</summary>
    public AgentState State =>
        AgentStateRules.Of(Status, Error is not null && Attempts >= AgentStateRules.NotInSyncAfter, PhoneNumber is not null);

    /// <summary>Whether the agent is not in sync for another reason than pending work.</summary>
    public bool IsInTrouble => State is AgentState.Failed or AgentState.NotInSync;

    /// <summary>The ids in the board's order: what needs attention first, then by name.</summary>
    internal static IQueryable<Guid> InOrder(PortalDbContext db, IQueryable<AiAgent> agents) =>
        from a in agents
        join b in db.Businesses on a.BusinessId equals b.Id
        join s in db.AgentSyncs on a.Id equals s.AgentId
        orderby a.Status == AgentStatus.Failed || (s.Attempts >= AgentStateRules.NotInSyncAfter && s.LastFault != null) ? 0
        : a.Status == AgentStatus.Drifted ? 1
        : a.Status == AgentStatus.Provisioning ? 2
        : 3, b.Name, a.Id
        select a.Id;

    internal static IQueryable<AgentBoardRow> Project(PortalDbContext db, IQueryable<AiAgent> agents) =>
        from a in agents
        join b in db.Businesses on a.BusinessId equals b.Id
        join s in db.AgentSyncs on a.Id equals s.AgentId
        select new AgentBoardRow(
            a.Id,
            b.Id,
            b.Name,
            b.PhoneNumber,
            a.Name,
            a.Provider,
            a.ProviderAgentId,
            a.Status,
            a.IsPaused,
            a.LastError ?? s.LastFault,
            s.Attempts,
            s.DueAt,
            s.AgentVersion == a.RowVersion && s.BusinessVersion == b.RowVersion,
            a.LastSyncedAt,
            db.AgentCalls.Where(c => c.BusinessId == b.Id).Max(c => (DateTimeOffset?)c.StartedAt),
            a.CreatedAt,
            a.RowVersion
        )
        {
            Seen = s.Seen,
            IsClosed = b.ClosedAt != null,
        };
}

/// <summary>The agents on the board, in its order.</summary>
/// <param name="Ids">The first <see cref="AgentBoardService.MostRows"/>.</param>
/// <param name="Total">All matches.</param>
public sealed record AgentOrder(IReadOnlyList<Guid> Ids, long Total);

/// <summary>One reason why agents are not in sync.</summary>
/// <param name="Cause">The provider's message; if it affects several agents, without the parts that identify one agent or number.</param>
/// <param name="Agents">Affected agents.</param>
/// <param name="Unanswered">Affected agents whose number is not bound to them, so that their calls are not answered.</param>
public sealed record AgentTrouble(string Cause, long Agents, long Unanswered);

/// <summary>Details of one agent.</summary>
/// <param name="OpeningHours">When its business is open; null if that was not set.</param>
/// <param name="View">The last known state at the provider; null if it was never read.</param>
/// <param name="SeenAt">When that state was read.</param>
/// <param name="Differences">Known differences of that state.</param>
/// <param name="LastCall">The last request to the provider, made at <paramref name="LastCallAt"/>.</param>
public sealed record AgentDetails(
    AgentBoardRow Row,
    string VoiceId,
    string Language,
    string Greeting,
    string Prompt,
    OpeningHours? OpeningHours,
    ProviderView? View,
    DateTimeOffset? SeenAt,
    IReadOnlyList<AgentDifference> Differences,
    string? LastCall,
    DateTimeOffset? LastCallAt
);
