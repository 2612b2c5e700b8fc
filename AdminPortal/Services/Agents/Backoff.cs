namespace AdminPortal.Services.Agents;

/// <summary>The wait before the next attempt: doubles after each failure, with jitter so that many agents do not retry at the same
/// moment.</summary>
internal static class Backoff
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(500);

    /// <summary>Retry interval for errors that a person must fix, because the portal cannot see when they are fixed.</summary>
    public static readonly TimeSpan ForAPerson = TimeSpan.FromMinutes(5);

    /// <param name="attempts">Failures in a row, including this one.</param>
    /// <param name="asked">The provider's Retry-After; capped at <paramref name="most"/>.</param>
    public static TimeSpan After(int attempts, TimeSpan? asked, TimeSpan most)
    {
        var doubled = s_first * Math.Pow(2, Math.Clamp(attempts - 1, 0, 20));
        var wait = (doubled < most ? doubled : most) * (0.5 + (Random.Shared.NextDouble() / 2));
        if (asked > wait)
            wait = asked.Value;
        return wait < most ? wait : most;
    }
}
