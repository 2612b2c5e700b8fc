namespace AdminPortal.Services.Agents;

/// <summary>
/// How long to wait before the next attempt: twice as long after each failure, with chance in it, so that many do not come back at the same
/// moment.
/// </summary>
internal static class Backoff
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(500);

    /// <summary>Errors that a person must fix are retried this often, because the portal cannot see when they are fixed.</summary>
    public static readonly TimeSpan ForAPerson = TimeSpan.FromMinutes(5);

    /// <param name="attempts">Failures in a row, this one included.</param>
    /// <param name="asked">What the provider asked for; kept to within <paramref name="most"/>.</param>
    public static TimeSpan After(int attempts, TimeSpan? asked, TimeSpan most)
    {
        var doubled = s_first * Math.Pow(2, Math.Clamp(attempts - 1, 0, 20));
        var wait = (doubled < most ? doubled : most) * (0.5 + (Random.Shared.NextDouble() / 2));
        if (asked > wait)
            wait = asked.Value;
        return wait < most ? wait : most;
    }
}
