using AdminPortal.Data.Entities;
using AdminPortal.Providers.Agents;

namespace AdminPortal.Services.Agents;

/// <summary>
/// One agent whose turn it is: what it should be, as read when the lease was taken, and what is known of the provider's side.
/// </summary>
/// <param name="Lease">The lease that this work holds.</param>
/// <param name="AgentVersion">The agent's version that <paramref name="Wanted"/> is of; <paramref name="BusinessVersion"/> is the
/// business's.</param>
/// <param name="Number">The number that is to ring it; null when none is, because the business has none or the agent is paused.</param>
/// <param name="DueAt">When its turn was due, where something had set a date.</param>
/// <param name="KnownId">Its id at the provider; null before it is there.</param>
/// <param name="BoundNumber">The number that may ring it from earlier.</param>
/// <param name="IsNews">Whether something changed here since the provider was last brought up to date, or somebody asked for a
/// repair.</param>
internal sealed record AgentTask(
    Guid Lease,
    Guid AgentId,
    Guid BusinessId,
    long AgentVersion,
    long BusinessVersion,
    DateTimeOffset? DueAt,
    AgentSpec Wanted,
    string? Number,
    string? KnownId,
    string? BoundNumber,
    bool IsNews
)
{
    /// <summary>Numbers that ring it as well, as the last comparison found. They are unbound only when somebody says so.</summary>
    public IReadOnlyList<string> OtherNumbers { get; init; } = [];

    public static AgentTask Of(AgentSync sync, AiAgent agent, Business business, string provider)
    {
        // What is known of another provider says nothing about this one.
        var isThere = agent.Provider == provider;
        var seen = isThere ? ProviderView.Parse(sync.Seen) : null;
        return new AgentTask(
            sync.LeaseOwner!.Value,
            agent.Id,
            business.Id,
            agent.RowVersion,
            business.RowVersion,
            sync.DueAt,
            AgentSpecs.Of(agent),
            agent.IsPaused ? null : business.PhoneNumber,
            // Before all of an agent is done, only what was seen has its id.
            isThere ? agent.ProviderAgentId ?? seen?.AgentId : null,
            isThere ? sync.BoundNumber : null,
            !isThere || sync.AgentVersion != agent.RowVersion || sync.BusinessVersion != business.RowVersion
        )
        {
            OtherNumbers = seen?.OtherNumbers ?? [],
        };
    }
}
