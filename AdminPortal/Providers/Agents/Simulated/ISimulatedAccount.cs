namespace AdminPortal.Providers.Agents.Simulated;

/// <summary>An agent at the simulated provider. A list leaves out the long texts (null).</summary>
public sealed record SimulatedAgentState(
    string Id,
    Guid BusinessId,
    string Name,
    string VoiceId,
    string Language,
    string? Greeting,
    string? Prompt,
    DateTimeOffset ModifiedAt
);

/// <summary>
/// The state of the simulated provider. It is in the portal's database, so that it survives a restart as a real provider's state does. This
/// interface has one implementation, in the services: providers may not depend on the database layer, and a second connection of
/// their own would compete with the portal's writes in SQLite.
/// </summary>
/// <remarks>
/// Every operation throws <see cref="AgentProviderException"/> (<see cref="AgentFault.Passing"/>) when the database is not available.
/// </remarks>
public interface ISimulatedAccount
{
    /// <summary>The agents of the business, and the agent with that id whatever its business.</summary>
    Task<IReadOnlyList<SimulatedAgentState>> FindAgentsAsync(Guid businessId, string? id, CancellationToken cancel);

    /// <summary>All agents, without their long texts.</summary>
    Task<IReadOnlyList<SimulatedAgentState>> ListAgentsAsync(CancellationToken cancel);

    Task AddAgentAsync(SimulatedAgentState agent, CancellationToken cancel);

    /// <summary>Returns whether the agent existed.</summary>
    Task<bool> ChangeAgentAsync(SimulatedAgentState agent, CancellationToken cancel);

    /// <summary>Deletes the agent and unbinds its numbers. Does nothing if it does not exist.</summary>
    Task RemoveAgentAsync(string id, CancellationToken cancel);

    /// <summary>The number and its agent; null if the number is unknown.</summary>
    Task<ProvidedNumber?> FindNumberAsync(string number, CancellationToken cancel);

    /// <summary>All numbers that are bound to an agent.</summary>
    Task<IReadOnlyList<ProvidedNumber>> ListNumbersAsync(CancellationToken cancel);

    /// <summary>Binds the number to the agent, or to none. An unknown number is added, unless it is to be unbound.</summary>
    /// <returns>Whether the agent exists; otherwise nothing is changed.</returns>
    Task<bool> RingAsync(string number, string? agentId, CancellationToken cancel);
}
