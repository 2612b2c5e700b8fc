using System.Net;
using System.Threading.RateLimiting;

namespace AdminPortal.Security;

/// <summary>
/// Counts what callers ask, and says when one has to wait. A caller may use up a minute's worth at once; it grows back evenly.
/// Each process counts for itself.
/// </summary>
internal sealed class RequestLimits(RateLimitSettings settings) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _keys = PerMinute<string>(settings.ApiRequestsPerMinute);
    private readonly PartitionedRateLimiter<int> _failures = PerMinute<int>(settings.FailedKeysPerMinute);
    private readonly PartitionedRateLimiter<Guid> _connections = PerMinute<Guid>(300);
    private readonly PartitionedRateLimiter<int> _signIns = PerMinute<int>(settings.SignInAttemptsPerMinute);

    /// <summary>Counts a request of a caller with a good key; how long they have to wait, null when they may go on.</summary>
    /// <param name="callerId">Tells callers apart. Only keys that exist get here, so there are not many.</param>
    public TimeSpan? OfKey(string callerId) => Count(_keys, callerId);

    /// <summary>
    /// Counts a request whose key is not good. Others at the same address with a good one are not held up: nobody guesses 256 bits, so this
    /// only keeps a program that runs wild with an old key from being answered for ever.
    /// </summary>
    public TimeSpan? OfFailedKey(IPAddress? address) => Count(_failures, CallerAddress.BucketOf(address));

    /// <summary>Counts a try to sign in, known or unknown, right or wrong alike.</summary>
    public TimeSpan? OfSignIn(IPAddress? address) => Count(_signIns, CallerAddress.BucketOf(address));

    /// <summary>Counts a new connection of a page: each page that is loaded makes one, and each that comes back after an outage.</summary>
    public TimeSpan? OfConnection(Guid sessionId) => Count(_connections, sessionId);

    public void Dispose()
    {
        _connections.Dispose();
        _keys.Dispose();
        _failures.Dispose();
        _signIns.Dispose();
    }

    private TimeSpan? Count<T>(PartitionedRateLimiter<T> limiter, T caller)
    {
        if (!settings.Enabled)
            return null;
        using var lease = limiter.AttemptAcquire(caller);
        return lease.IsAcquired ? null
            : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait
            : TimeSpan.FromMinutes(1);
    }

    private static PartitionedRateLimiter<T> PerMinute<T>(int most)
        where T : notnull
    {
        var step = Math.Max(1, most / 60);
        var options = new TokenBucketRateLimiterOptions
        {
            TokenLimit = most,
            TokensPerPeriod = step,
            ReplenishmentPeriod = TimeSpan.FromMinutes((double)step / most),
            AutoReplenishment = false,
        };
        return PartitionedRateLimiter.Create<T, T>(caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => options));
    }
}
