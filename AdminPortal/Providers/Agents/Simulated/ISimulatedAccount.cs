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

    /// <summary>Returns whether it was there to be changed.</summary>
    Task<bool> ChangeAgentAsync(SimulatedAgentState agent, CancellationToken cancel);

    /// <summary>Removes the agent, and itself from the numbers that rang it. Does nothing when it is not there.</summary>
    Task RemoveAgentAsync(string id, CancellationToken cancel);

    /// <summary>The number and the agent that it rings; null where the number is not known.</summary>
    Task<ProvidedNumber?> FindNumberAsync(string number, CancellationToken cancel);

    /// <summary>All numbers that ring an agent.</summary>
    Task<IReadOnlyList<ProvidedNumber>> ListNumbersAsync(CancellationToken cancel);

    /// <summary>
    /// Makes the number ring the agent, or nobody. A number that is not known becomes known, unless it is to ring nobody.
    /// </summary>
    /// <returns>Whether the agent is there; nothing is changed when it is not.</returns>
    Task<bool> RingAsync(string number, string? agentId, CancellationToken cancel);
}
