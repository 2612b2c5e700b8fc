using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Agents;

/// <summary>A business's agent as shown by pages, API and command line.</summary>
/// <param name="ProviderAgentId">The provider's id; null until it is created there.</param>
/// <param name="LastError">What a person must fix, or why the last attempt failed; null without a problem.</param>
/// <param name="LastSyncedAt">When it was last brought in sync; null before the first time.</param>
public sealed record AgentRecord(
    Guid Id,
    Guid BusinessId,
    string Name,
    string Provider,
    string? ProviderAgentId,
    AgentStatus Status,
    string? LastError,
    DateTimeOffset? LastSyncedAt,
    long RowVersion
)
{
    /// <summary>When its business is open; null if that was not set.</summary>
    public OpeningHoursRecord? OpeningHours { get; init; }

    /// <summary>Whether its last attempts all failed; read by the lists of businesses only.</summary>
    internal bool IsNotInSync { get; init; }

    /// <summary>Whether it is paused, whatever its state at the provider; read by the lists of businesses only.</summary>
    internal bool IsPaused { get; init; }

    /// <summary>The state as people see it.</summary>
    internal AgentState StateWith(string? number) => AgentStateRules.Of(Status, IsNotInSync, number is not null);

    internal static AgentRecord Of(AiAgent agent, string? fault) =>
        new(
            agent.Id,
            agent.BusinessId,
            agent.Name,
            agent.Provider,
            agent.ProviderAgentId,
            agent.Status,
            agent.LastError ?? fault,
            agent.LastSyncedAt,
            agent.RowVersion
        )
        {
            OpeningHours = HoursOf(agent.OpeningHours),
        };

    internal static OpeningHoursRecord? HoursOf(string? json) => Agents.OpeningHours.Parse(json)?.ToRecord();
}
