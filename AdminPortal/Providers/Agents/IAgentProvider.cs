namespace AdminPortal.Providers.Agents;

/// <summary>
/// Where the voice agents live. Every operation says what should be and may be repeated: it looks at what is there first, so that a
/// lost answer, a crash or a second caller ends in the same state. None retries on its own; the caller decides when to try again.
/// </summary>
/// <remarks>
/// Every operation throws <see cref="AgentProviderException"/> where the provider did not do it, or where it is not known whether it did.
/// </remarks>
public interface IAgentProvider
{
    /// <summary><c>simulated</c> or <c>retell</c>: the value of <c>ai_agents.provider</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Whether this provider can bind numbers that were uploaded; where it cannot, a sentence that says which setting is missing. Null: it
    /// can.
    /// </summary>
    string? WhyNumbersCannotBeBound { get; }

    /// <summary>
    /// The agents there that carry the mark: those of one business, found by name and, where <paramref name="knownId"/> is given, by id.
    /// More than one is the trace of a lost answer. Empty when there is none.
    /// </summary>
    Task<IReadOnlyList<ProvidedAgent>> FindAgentsAsync(AgentMark mark, string? knownId, CancellationToken cancel);

    /// <summary>
    /// Makes an agent and publishes it. Only for a business for which <see cref="FindAgentsAsync"/> found none. Where the answer is lost it
    /// throws with <see cref="AgentFault.Unknown"/>: look again before trying again. Where it was made and could not be published, what is
    /// thrown has its id: the agent is there, and is to be updated.
    /// </summary>
    Task<ProvidedAgent> CreateAgentAsync(AgentMark mark, AgentSpec wanted, CancellationToken cancel);

    /// <summary>Makes an agent that is there as it should be, and publishes what changed.</summary>
    Task<ProvidedAgent> UpdateAgentAsync(ProvidedAgent there, AgentMark mark, AgentSpec wanted, CancellationToken cancel);

    /// <summary>Removes an agent and what only it uses. Done as well when it is not there.</summary>
    Task DeleteAgentAsync(string agentId, CancellationToken cancel);

    /// <summary>What the provider knows of a number; null when it does not know it.</summary>
    Task<ProvidedNumber?> FindNumberAsync(string number, CancellationToken cancel);

    /// <summary>
    /// Makes the number ring this agent, always its latest version, and no other; brings the number in where the provider does not know it.
    /// </summary>
    Task BindAsync(string number, string agentId, AgentMark mark, CancellationToken cancel);

    /// <summary>
    /// Makes the number ring this agent no more. Done as well when it rings another, which stays, or when the provider does not know it;
    /// refused as <see cref="AgentFault.Passing"/> where the provider does not say whom it rings.
    /// </summary>
    Task UnbindAsync(string number, string agentId, CancellationToken cancel);

    /// <summary>All agents there that carry the installation's mark, as far as a list tells: what a list leaves out is null.</summary>
    IAsyncEnumerable<ProvidedAgent> ListAgentsAsync(Guid installation, CancellationToken cancel);

    /// <summary>All numbers there that ring some agent, ours or not, or of which that is not said.</summary>
    IAsyncEnumerable<ProvidedNumber> ListNumbersAsync(CancellationToken cancel);

    /// <summary>The voices that agents may have.</summary>
    Task<IReadOnlyList<ProvidedVoice>> ListVoicesAsync(CancellationToken cancel);

    /// <summary>
    /// Removes parts that carry the installation's mark, that no agent uses, and that are older than <paramref name="age"/> (a younger one
    /// may be
    /// about to be used). Returns how many.
    /// </summary>
    Task<int> RemoveUnusedPartsAsync(Guid installation, TimeSpan age, CancellationToken cancel);
}
