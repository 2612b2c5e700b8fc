namespace AdminPortal.Providers.Agents;

/// <summary>A voice-agent provider. Operations describe the wanted state and are safe to repeat: each reads the current state first, so a
/// lost response, a crash or a concurrent caller leads to the same result. None retries; the caller decides when.</summary>
/// <remarks>Every operation throws <see cref="AgentProviderException"/> if the provider did not do it, or if that is unknown.</remarks>
public interface IAgentProvider
{
    /// <summary><c>simulated</c> or <c>retell</c>: the value of <c>ai_agents.provider</c>.</summary>
    string Name { get; }

    /// <summary>A sentence with the setting that is missing to bind uploaded numbers; null if they can be bound.</summary>
    string? WhyNumbersCannotBeBound { get; }

    /// <summary>The agents of one business: found by the mark in their name and, if <paramref name="knownId"/> is given, by id. More than
    /// one is the result of a lost response. Empty if there is none.</summary>
    Task<IReadOnlyList<ProvidedAgent>> FindAgentsAsync(AgentMark mark, string? knownId, CancellationToken cancel);

    /// <summary>Creates an agent and publishes it. Only for a business without one according to <see cref="FindAgentsAsync"/>. If the
    /// response is lost it throws <see cref="AgentFault.Unknown"/>: search before trying again. If the agent was created but not published,
    /// the exception contains its id: update that agent.</summary>
    Task<ProvidedAgent> CreateAgentAsync(AgentMark mark, AgentSpec wanted, CancellationToken cancel);

    /// <summary>Updates an agent to the wanted state and publishes the changes.</summary>
    Task<ProvidedAgent> UpdateAgentAsync(ProvidedAgent there, AgentMark mark, AgentSpec wanted, CancellationToken cancel);

    /// <summary>Deletes an agent and the parts that only it uses. Succeeds if the agent does not exist.</summary>
    Task DeleteAgentAsync(string agentId, CancellationToken cancel);

    /// <summary>The number at the provider; null if unknown there.</summary>
    Task<ProvidedNumber?> FindNumberAsync(string number, CancellationToken cancel);

    /// <summary>Binds the number to the latest version of this agent only. Imports the number if the provider does not know it.</summary>
    Task BindAsync(string number, string agentId, AgentMark mark, CancellationToken cancel);

    /// <summary>Unbinds the number from this agent. Succeeds if it is bound to another agent, which stays, or unknown to the provider;
    /// fails with <see cref="AgentFault.Passing"/> if the provider does not report the binding.</summary>
    Task UnbindAsync(string number, string agentId, CancellationToken cancel);

    /// <summary>All agents with the installation's mark; fields that the provider's list leaves out are null.</summary>
    IAsyncEnumerable<ProvidedAgent> ListAgentsAsync(Guid installation, CancellationToken cancel);

    /// <summary>All numbers there that are bound to any agent, ours or not, or whose binding is not reported.</summary>
    IAsyncEnumerable<ProvidedNumber> ListNumbersAsync(CancellationToken cancel);

    /// <summary>The available voices.</summary>
    Task<IReadOnlyList<ProvidedVoice>> ListVoicesAsync(CancellationToken cancel);

    /// <summary>The sample of a voice with a <see cref="ProvidedVoice.SampleUrl"/>.</summary>
    Task<VoiceSample> ReadSampleAsync(ProvidedVoice voice, CancellationToken cancel);

    /// <summary>Lets the agent call a phone. Sent once: if the response is lost it throws <see cref="AgentFault.Unknown"/>, and the phone
    /// may ring.</summary>
    /// <param name="from">The number, bound to the agent, that the phone shows.</param>
    /// <returns>The provider's id of the call.</returns>
    Task<string> PlaceCallAsync(string agentId, string from, string to, CancellationToken cancel);

    /// <summary>Deletes parts with the installation's mark that no agent uses and that are older than <paramref name="age"/> (a younger one
    /// may be about to be used). Returns how many.</summary>
    Task<int> RemoveUnusedPartsAsync(Guid installation, TimeSpan age, CancellationToken cancel);
}
