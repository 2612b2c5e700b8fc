using AdminPortal.Data;
using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Agents;

/// <summary>The state of an agent as people see it, what needs attention first: its status, unless its attempts keep failing or it has no
/// number.</summary>
public enum AgentState
{
    /// <summary>A person must fix something first.</summary>
    Failed,

    /// <summary>Its last attempts all failed, with faults that may pass.</summary>
    NotInSync,
    Drifted,
    Provisioning,
    Active,

    /// <summary>It would answer calls, but its business has no number.</summary>
    NoNumber,
    Paused,
}

/// <summary>The rule of <see cref="AgentState"/>, for one agent and for queries.</summary>
internal static class AgentStateRules
{
    /// <summary>Failed attempts in a row after which an agent counts as not in sync, even if every fault was temporary.</summary>
    public const int NotInSyncAfter = 3;

    /// <param name="isNotInSync">Whether its last attempts all failed.</param>
    public static AgentState Of(AgentStatus status, bool isNotInSync, bool hasNumber) =>
        status switch
        {
            AgentStatus.Failed => AgentState.Failed,
            _ when isNotInSync => AgentState.NotInSync,
            AgentStatus.Active when !hasNumber => AgentState.NoNumber,
            AgentStatus.Active => AgentState.Active,
            AgentStatus.Drifted => AgentState.Drifted,
            AgentStatus.Provisioning => AgentState.Provisioning,
            AgentStatus.Paused => AgentState.Paused,
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        };

    /// <summary>The agents of lists and counts: those of closed businesses only if they cannot be removed.</summary>
    public static IQueryable<AiAgent> OnBoard(this IQueryable<AiAgent> agents, PortalDbContext db) =>
        agents.Where(a =>
            a.Status == AgentStatus.Failed
            || !db.Businesses.Any(b => b.Id == a.BusinessId && b.ClosedAt != null)
            || db.AgentSyncs.Any(s => s.AgentId == a.Id && s.Attempts >= NotInSyncAfter && s.LastFault != null)
        );

    /// <summary>The agents that failed or are not in sync.</summary>
    public static IQueryable<AiAgent> InTrouble(this IQueryable<AiAgent> agents, PortalDbContext db) =>
        agents.Where(a =>
            a.Status == AgentStatus.Failed
            || db.AgentSyncs.Any(s => s.AgentId == a.Id && s.Attempts >= NotInSyncAfter && s.LastFault != null)
        );

    /// <summary>The agents in this state.</summary>
    public static IQueryable<AiAgent> In(this IQueryable<AiAgent> agents, PortalDbContext db, AgentState state) =>
        state switch
        {
            AgentState.Failed => agents.Where(a => a.Status == AgentStatus.Failed),
            AgentState.NotInSync => agents.Where(a => a.Status != AgentStatus.Failed).InTrouble(db),
            AgentState.Active => agents.Syncing(db, AgentStatus.Active).WithNumber(db, true),
            AgentState.NoNumber => agents.Syncing(db, AgentStatus.Active).WithNumber(db, false),
            AgentState.Drifted => agents.Syncing(db, AgentStatus.Drifted),
            AgentState.Provisioning => agents.Syncing(db, AgentStatus.Provisioning),
            AgentState.Paused => agents.Syncing(db, AgentStatus.Paused),
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };

    private static IQueryable<AiAgent> Syncing(this IQueryable<AiAgent> agents, PortalDbContext db, AgentStatus status) =>
        agents.Where(a =>
            a.Status == status && !db.AgentSyncs.Any(s => s.AgentId == a.Id && s.Attempts >= NotInSyncAfter && s.LastFault != null)
        );

    private static IQueryable<AiAgent> WithNumber(this IQueryable<AiAgent> agents, PortalDbContext db, bool hasNumber) =>
        agents.Where(a => db.Businesses.Any(b => b.Id == a.BusinessId && b.PhoneNumber != null) == hasNumber);
}

/// <summary>How many agents are in each state.</summary>
public sealed record AgentCounts(long Failed, long NotInSync, long Drifted, long Provisioning, long Active, long NoNumber, long Paused)
{
    public long Total => Failed + NotInSync + Drifted + Provisioning + Active + NoNumber + Paused;

    public long Of(AgentState state) =>
        state switch
        {
            AgentState.Failed => Failed,
            AgentState.NotInSync => NotInSync,
            AgentState.Drifted => Drifted,
            AgentState.Provisioning => Provisioning,
            AgentState.Active => Active,
            AgentState.NoNumber => NoNumber,
            AgentState.Paused => Paused,
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };
}
