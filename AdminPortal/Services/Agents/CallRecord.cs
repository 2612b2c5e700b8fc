namespace AdminPortal.Services.Agents;

/// <summary>One call as pages show it.</summary>
/// <param name="EndedAt">Null during the call, or when the provider never reported its end.</param>
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
