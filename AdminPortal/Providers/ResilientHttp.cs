using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace AdminPortal.Providers;

/// <summary>How outside services are called: what may be repeated, how long one try takes, and how much of an answer is read.</summary>
internal static class ResilientHttp
{
    /// <summary>
    /// Set on a request that may be sent again, because a second time changes nothing more. A request without it is sent once: the
    /// standard resilience handler would also repeat what creates or buys.
    /// </summary>
    public static readonly HttpRequestOptionsKey<bool> Repeatable = new("AdminPortal.Repeatable");

    /// <summary>More calls at once are not made: an account has its limits, and the portal is in no hurry.</summary>
    private const int MostCalls = 16;
    private const int MostWaiting = 10_000;

    /// <param name="timeout">For one try, its whole answer included.</param>
    /// <param name="retryDelay">Before the first repeat; short, because callers have a time-out of their own.</param>
    /// <param name="mostBytes">A longer answer is an error.</param>
    public static void AddResilientClient(
        this IServiceCollection services,
        string name,
        Uri baseUrl,
        TimeSpan timeout,
        TimeSpan retryDelay,
        int mostBytes
    )
    {
        var client = services.AddHttpClient(
            name,
            http =>
            {
                http.BaseAddress = new Uri($"{baseUrl.AbsoluteUri.TrimEnd('/')}/");
                // The time-out of each try is below.
                http.Timeout = Timeout.InfiniteTimeSpan;
            }
        );
        client.ConfigurePrimaryHttpMessageHandler(() =>
            new SocketsHttpHandler
            {
                // The credentials are for this server only.
                AllowAutoRedirect = false,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            }
        );
        // Four lines a call would drown the log; the clients write one, at Debug, without headers.
        client.RemoveAllLoggers();
        client.AddResilienceHandler(
            name,
            pipeline => pipeline.AddConcurrencyLimiter(MostCalls, MostWaiting).AddRetry(RepeatableOnly(retryDelay)).AddTimeout(timeout)
        );
        client.AddHttpMessageHandler(() => new BufferedResponses(mostBytes));
    }

    /// <summary>
    /// What is repeatable is tried again, twice. What creates is not: a lost answer may have created it, and the caller looks first. Nor is
    /// a call that the server asks to repeat later: the caller waits, not the call.
    /// </summary>
    private static HttpRetryStrategyOptions RepeatableOnly(TimeSpan delay) =>
        new()
        {
            MaxRetryAttempts = 2,
            Delay = delay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldRetryAfterHeader = false,
            ShouldHandle = args =>
                new(
                    args.Context.GetRequestMessage() is { } request
                        && request.Options.TryGetValue(Repeatable, out var isRepeatable)
                        && isRepeatable
                        && args.Outcome.Result?.StatusCode != HttpStatusCode.TooManyRequests
                        && args.Outcome.Result?.Headers.RetryAfter is null
                        && HttpClientResiliencePredicates.IsTransient(args.Outcome)
                ),
        };

    /// <summary>
    /// Reads each answer to its end inside the time-out: one that stops half way would otherwise be waited for without end.
    /// </summary>
    private sealed class BufferedResponses(int mostBytes) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            try
            {
                await response.Content.LoadIntoBufferAsync(mostBytes, cancellationToken);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }
}
