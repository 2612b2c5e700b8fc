namespace AdminPortal.Providers.Agents;

/// <summary>The wanted state of an agent.</summary>
/// <param name="Name">Its name without the mark.</param>
/// <param name="VoiceId">The provider's id of the voice.</param>
/// <param name="Language">A language tag such as <c>en-US</c>.</param>
/// <param name="Greeting">Its first sentence; empty if the caller speaks first.</param>
/// <param name="Prompt">Its instructions.</param>
public sealed record AgentSpec(string Name, string VoiceId, string Language, string Greeting, string Prompt);

/// <summary>An agent at the provider. Fields that the provider did not report are null and not compared.</summary>
/// <param name="Id">The provider's id.</param>
/// <param name="Mark">The mark in its name; null without one.</param>
/// <param name="Name">Its name without the mark.</param>
/// <param name="PartId">The provider's id of its LLM; null if there is none or it was not reported.</param>
/// <param name="Version">Increments with each change there.</param>
/// <param name="IsPublished">Whether the latest version answers calls.</param>
/// <param name="IsHeard">Whether its webhook is set, if one is configured.</param>
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
    /// <summary>Its engine if somebody replaced ours, such as <c>conversation-flow</c>: its content is then managed there and not changed.
    /// Null if the engine is ours or was not reported.</summary>
    public string? OtherEngine { get; init; }

    /// <summary>Whether the greeting is generated: there is no text to compare, and it is not changed.</summary>
    public bool MakesUpGreeting { get; init; }
}

/// <summary>A voice for agents.</summary>
/// <param name="Id">The value for <see cref="AgentSpec.VoiceId"/>.</param>
/// <param name="Name">Display name.</param>
/// <param name="Kind">A description such as "American, female, young"; empty if the provider has none.</param>
public sealed record ProvidedVoice(string Id, string Name, string Kind)
{
    /// <summary>Where its sample is, for the provider itself; null without one.</summary>
    public Uri? SampleUrl { get; init; }
}

/// <summary>A number at the provider.</summary>
/// <param name="Number">E.164.</param>
/// <param name="AgentIds">The agents it is bound to; the portal never binds more than one. Null if not reported, which does not mean
/// "none".</param>
public sealed record ProvidedNumber(string Number, IReadOnlyList<string>? AgentIds)
{
    /// <summary>The agent version to which calls are pinned, so that later changes never reach callers; null without one.</summary>
    public string? PinnedVersion { get; init; }

    /// <summary>Whether it is bound to the latest version of this agent only.</summary>
    public bool RingsOnly(string agentId) => AgentIds is [var only] && only == agentId && PinnedVersion is null;
}

/// <summary>The kind of a provider failure.</summary>
public enum AgentFault
{
    /// <summary>Temporary: an outage, a timeout, a provider error. Nothing was done, or repeating it is harmless.</summary>
    Passing,

    /// <summary>Rate limit; <see cref="AgentProviderException.RetryAfter"/> may contain the wait.</summary>
    Throttled,

    /// <summary>The response to a creating request was lost: the object may exist now or in a moment. Search before trying again.</summary>
    Unknown,

    /// <summary>A person must fix it: an unknown voice, a wrong key, an unpaid bill, a missing setting.</summary>
    ForAPerson,
}

/// <summary>A request failed, or its result is unknown.</summary>
/// <param name="message">A sentence for support staff with the request and the provider's message. Never contains secrets.</param>
public sealed class AgentProviderException(AgentFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public AgentFault Fault { get; } = fault;

    /// <summary>The wait that the provider requested; null without one.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The id of the agent that was created before the failure; null if none was, or if it is unknown.</summary>
    public string? MadeId { get; init; }
}
