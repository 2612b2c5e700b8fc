using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Agents;

/// <summary>One call as shown on pages.</summary>
/// <param name="EndedAt">Null during the call, or if the provider never reported its end.</param>
public sealed record CallRecord(
    Guid Id,
    string? FromNumber,
    string? ToNumber,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    TimeSpan? Duration,
    string? EndReason
)
{
    internal static CallRecord Of(AgentCall c) =>
        new(
            c.Id,
            c.FromNumber,
            c.ToNumber,
            c.StartedAt,
            c.EndedAt,
            c.DurationMilliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
            c.EndReason
        );
}

/// <summary>A business's calls.</summary>
/// <param name="Days">The last 30 days, oldest first, including days without calls.</param>
/// <param name="Latest">Newest first.</param>
public sealed record BusinessCalls(IReadOnlyList<DayCount> Days, IReadOnlyList<CallRecord> Latest)
{
    public CallRecord? Last => Latest.Count > 0 ? Latest[0] : null;
}
