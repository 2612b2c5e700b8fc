using AdminPortal.Data;
using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Agents;

/// <summary>One agent on the board: what it is here, and how far its provider is.</summary>
/// <param name="PhoneNumber">The business's number, whether it rings the agent or not.</param>
/// <param name="IsPaused">Whether somebody wants it to answer no calls, whatever its state.</param>
/// <param name="Error">What a person must fix, or why the last attempt failed; null without a problem.</param>
/// <param name="Attempts">Attempts that failed since the last that did not.</param>
/// <param name="NextAttemptAt">When it is tried again; null when that is now, or not before something changes.</param>
/// <param name="IsLevel">Whether the provider has been brought to all that is decided here.</param>
/// <param name="LastCallAt">When somebody last called it; null when nobody has.</param>
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
    long RowVersion
)
{
    /// <summary>What the provider said last, as JSON.</summary>
    internal string? Seen { get; init; }

    /// <summary>Numbers that ring it beside its own, and that a person may unbind.</summary>
    public IReadOnlyList<string> OtherNumbers => ProviderView.Parse(Seen)?.OtherNumbers ?? [];

    /// <summary>After so many failed attempts in a row an agent counts as not in sync, although every fault of them may pass.</summary>
    public const int TroubleAfter = 3;

    /// <summary>Whether the provider has not been brought to what it should be, and not for want of time.</summary>
    public bool IsInTrouble => Status == AgentStatus.Failed || (Error is not null && Attempts >= TroubleAfter);

    /// <summary>The ids in the board's order: what needs attention first, then by name.</summary>
    internal static IQueryable<Guid> InOrder(PortalDbContext db, IQueryable<AiAgent> agents) =>
        from a in agents
        join b in db.Businesses on a.BusinessId equals b.Id
        join s in db.AgentSyncs on a.Id equals s.AgentId
        orderby a.Status == AgentStatus.Failed || (s.Attempts >= TroubleAfter && s.LastFault != null) ? 0
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
            a.RowVersion
        )
        {
            Seen = s.Seen,
        };
}

/// <summary>Which agents the board shows, in its order.</summary>
/// <param name="Ids">The first <see cref="AgentBoardService.MostRows"/>.</param>
/// <param name="Total">How many match in all.</param>
public sealed record AgentOrder(IReadOnlyList<Guid> Ids, long Total);

/// <summary>How many agents are in each state.</summary>
public sealed record AgentCounts(long Provisioning, long Active, long Paused, long Failed, long Drifted)
{
    /// <summary>Those of them, the failed left out, whose last attempts all failed.</summary>
    public long NotInSync { get; init; }

    public long Total => Provisioning + Active + Paused + Failed + Drifted;

    public long Of(AgentStatus status) =>
        status switch
        {
            AgentStatus.Provisioning => Provisioning,
            AgentStatus.Active => Active,
            AgentStatus.Paused => Paused,
            AgentStatus.Failed => Failed,
            AgentStatus.Drifted => Drifted,
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        };
}

/// <summary>One reason why agents are not in sync.</summary>
/// <param name="Cause">In the provider's words; what names one agent or number is left out where there are several.</param>
/// <param name="Agents">How many agents it keeps from being in sync.</param>
/// <param name="Unanswered">How many of them have a number that does not ring them, so that their calls are not answered.</param>
public sealed record AgentTrouble(string Cause, long Agents, long Unanswered);

/// <summary>All of one agent.</summary>
/// <param name="View">What the provider said that it has; null when it was never asked.</param>
/// <param name="SeenAt">When it said so.</param>
/// <param name="Differences">What the provider had otherwise then, as far as it is known.</param>
/// <param name="LastCall">What was last asked of the provider, and <paramref name="LastCallAt"/> when.</param>
public sealed record AgentDetails(
    AgentBoardRow Row,
    string VoiceId,
    string Language,
    string Greeting,
    string Prompt,
    ProviderView? View,
    DateTimeOffset? SeenAt,
    IReadOnlyList<AgentDifference> Differences,
    string? LastCall,
    DateTimeOffset? LastCallAt
);
