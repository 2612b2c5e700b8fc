namespace AdminPortal.Services.Agents;

/// <summary>What a provider told of one call. Its events come in any order, late, or twice.</summary>
/// <param name="Event">What happened, in the provider's word, such as <c>call_ended</c>.</param>
/// <param name="CallId">The provider's id of the call.</param>
/// <param name="AgentId">The provider's id of the agent that took it.</param>
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

/// <summary>One call as pages show it.</summary>
/// <param name="EndedAt">Null while it goes on, or where the provider never told of its end.</param>
public sealed record CallRecord(
    Guid Id,
    string? FromNumber,
    string? ToNumber,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    TimeSpan? Duration,
    string? EndReason
);

/// <summary>A business's calls.</summary>
/// <param name="Days">The last 30 days, the oldest first, days without any included.</param>
/// <param name="Latest">The newest first.</param>
public sealed record BusinessCalls(IReadOnlyList<DayCount> Days, IReadOnlyList<CallRecord> Latest)
{
    public CallRecord? Last => Latest.Count > 0 ? Latest[0] : null;
}
