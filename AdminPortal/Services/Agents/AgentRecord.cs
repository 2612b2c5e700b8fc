using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Agents;

/// <summary>A business's agent as pages, API and command line show it.</summary>
/// <param name="ProviderAgentId">The provider's id; null until it has made the agent.</param>
/// <param name="LastError">What a person must fix, or else why the last attempt failed; null without a problem.</param>
/// <param name="LastSyncedAt">When the provider last had it as it should be, after it did not; null before the first time.</param>
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
        );
}
