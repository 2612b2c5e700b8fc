namespace AdminPortal.Providers.Agents;

/// <summary>What an agent should be.</summary>
/// <param name="Name">Its name without the mark.</param>
/// <param name="VoiceId">The provider's id of the voice.</param>
/// <param name="Language">A language tag such as <c>en-US</c>.</param>
/// <param name="Greeting">What it says first; empty where the caller speaks first.</param>
/// <param name="Prompt">What it is told about its work.</param>
public sealed record AgentSpec(string Name, string VoiceId, string Language, string Greeting, string Prompt);

/// <summary>An agent as the provider has it. What the provider did not say is null and is not compared.</summary>
/// <param name="Id">The provider's id.</param>
/// <param name="Mark">Whose it is by its name; null where the name has no mark.</param>
/// <param name="Name">Its name without the mark.</param>
/// <param name="PartId">The provider's id of what it is made of (its LLM); null where there is none, or it was not said.</param>
/// <param name="Version">Rises with each change there.</param>
/// <param name="IsPublished">Whether its last version is the one that answers calls.</param>
/// <param name="IsHeard">Whether it tells us of its calls, where it is to.</param>
public sealed record ProvidedAgent(
    string Id,
    AgentMark? Mark,
    string? Name,
    string? VoiceId,
    string? Language,
    string? Greeting,
    string? Prompt,
    string? PartId,
    int? Version,
    bool? IsPublished,
    bool? IsHeard,
    DateTimeOffset? ModifiedAt
)
{
    /// <summary>
    /// What it thinks with, where somebody gave it another engine than ours, such as <c>conversation-flow</c>: what it says is theirs then,
    /// and is left alone. Null where the engine is ours or was not said.
    /// </summary>
    public string? OtherEngine { get; init; }

    /// <summary>Whether it makes up its greeting itself, so that there is none to compare; it is left that way.</summary>
    public bool MakesUpGreeting { get; init; }
}

/// <summary>A voice that an agent may have.</summary>
/// <param name="Id">What <see cref="AgentSpec.VoiceId"/> takes.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Kind">How it sounds, such as "American, female, young"; empty where the provider does not say.</param>
public sealed record ProvidedVoice(string Id, string Name, string Kind);

/// <summary>A number as the provider has it.</summary>
/// <param name="Number">E.164.</param>
/// <param name="AgentIds">The agents it rings; more than one is not our doing. Null where the provider did not say: that is not
/// "none".</param>
public sealed record ProvidedNumber(string Number, IReadOnlyList<string>? AgentIds)
{
    /// <summary>
    /// The version of the agent that calls are kept to, so that later changes never reach callers; null where there is none.
    /// </summary>
    public string? PinnedVersion { get; init; }

    /// <summary>Whether it rings this agent alone, as its latest version.</summary>
    public bool RingsOnly(string agentId) => AgentIds is [var only] && only == agentId && PinnedVersion is null;
}

/// <summary>What kind of failure a provider's was.</summary>
public enum AgentFault
{
    /// <summary>It passes: an outage, a time-out, a fault of theirs. It was not done, or doing it again does no harm.</summary>
    Passing,

    /// <summary>The provider asks for patience; <see cref="AgentProviderException.RetryAfter"/> may say how much.</summary>
    Throttled,

    /// <summary>The answer to a call that creates was lost: it may have been done, now or in a moment. Look before trying again.</summary>
    Unknown,

    /// <summary>A person must fix something: a voice that does not exist, a wrong key, an unpaid bill, a missing setting.</summary>
    ForAPerson,
}

/// <summary>The provider did not do what was asked, or it is not known whether it did.</summary>
/// <param name="message">A sentence for support staff: what was asked, and what the provider said. Never a secret.</param>
public sealed class AgentProviderException(AgentFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public AgentFault Fault { get; } = fault;

    /// <summary>How long the provider asks to wait; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The id of the agent that was made before the rest failed; null where none was, or it is not known.</summary>
    public string? MadeId { get; init; }
}
