namespace AdminPortal.Providers.Agents;

/// <summary>A provider's event about one call. Events may arrive late, twice and in any order.</summary>
/// <param name="Event">What happened, in the provider's word, such as <c>call_ended</c>.</param>
/// <param name="CallId">The provider's id of the call.</param>
/// <param name="AgentId">The provider's id of the agent that answered.</param>
/// <param name="EndReason">How it ended, in the provider's word.</param>
public sealed record CallNotice(
    string Event,
    string CallId,
    string AgentId,
    string? FromNumber,
    string? ToNumber,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    long? DurationMilliseconds,
    string? EndReason
);
