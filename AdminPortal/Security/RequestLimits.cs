using System.Net;
using System.Threading.RateLimiting;

namespace AdminPortal.Security;

/// <summary>Rate limits. A caller may use a minute's budget at once; it refills evenly. Each process counts separately.</summary>
internal sealed class RequestLimits(RateLimitSettings settings) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _keys = PerMinute<string>(settings.ApiRequestsPerMinute);
    private readonly PartitionedRateLimiter<int> _failures = PerMinute<int>(settings.FailedKeysPerMinute);
    private readonly PartitionedRateLimiter<Guid> _connections = PerMinute<Guid>(300);
    private readonly PartitionedRateLimiter<int> _signIns = PerMinute<int>(settings.SignInAttemptsPerMinute);

    /// <summary>Counts a request with a valid key; returns how long the caller must wait, or null.</summary>
    /// <param name="callerId">Identifies the caller. Only existing keys are counted here, so the number is bounded.</param>
    public TimeSpan? OfKey(string callerId) => Count(_keys, callerId);

    /// <summary>Counts a request with an invalid key. Valid keys at the same address are not affected: nobody guesses 256 bits, so this
    /// only limits a program that keeps using an old key.</summary>
    public TimeSpan? OfFailedKey(IPAddress? address) => Count(_failures, CallerAddress.BucketOf(address));

    /// <summary>Counts a sign-in attempt, whatever its result.</summary>
    public TimeSpan? OfSignIn(IPAddress? address) => Count(_signIns, CallerAddress.BucketOf(address));

    /// <summary>Counts a new connection of a page: each page load makes one, and each reconnect after an outage.</summary>
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
