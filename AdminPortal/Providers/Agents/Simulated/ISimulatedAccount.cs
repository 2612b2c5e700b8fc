namespace AdminPortal.Providers.Agents.Simulated;

/// <summary>Where the simulated provider keeps its side, so that it outlives the process as a real one's does.</summary>
public interface ISimulatedAccount
{
    /// <summary>The agents of a business, and the one of this id.</summary>
    Task<IReadOnlyList<ProvidedAgent>> FindAsync(AgentMark mark, string? id, CancellationToken cancel);

    /// <summary>All agents that carry the installation's mark.</summary>
    Task<IReadOnlyList<ProvidedAgent>> ListAsync(Guid installation, CancellationToken cancel);

    /// <summary>Adds the agent, or replaces the one of its id.</summary>
    Task SaveAsync(ProvidedAgent agent, CancellationToken cancel);

    /// <summary>Removes an agent; no number rings it any more.</summary>
    Task RemoveAsync(string id, CancellationToken cancel);

    /// <summary>What a number rings; null where it is not known.</summary>
    Task<ProvidedNumber?> FindNumberAsync(string number, CancellationToken cancel);

    /// <summary>All numbers that ring somebody.</summary>
    Task<IReadOnlyList<ProvidedNumber>> ListNumbersAsync(CancellationToken cancel);

    /// <summary>Makes a number ring an agent; null: nobody.</summary>
    Task SetNumberAsync(string number, string? agentId, CancellationToken cancel);
}
