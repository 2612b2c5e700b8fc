using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace AdminPortal.Providers.Agents.Retell;

/// <summary>Registers Retell as the provider, and its HTTP client.</summary>
internal static class RetellRegistration
{
    /// <summary>Concurrent requests: an account has limits, and the portal is not in a hurry.</summary>
    private const int MostCalls = 16;
    private const int MostWaiting = 10_000;

    /// <summary>Enough for a page of a thousand LLMs with prompts of 20,000 characters.</summary>
    private const int MostBytes = 64 * 1024 * 1024;

    public static IServiceCollection AddRetell(this IServiceCollection services, RetellSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<RetellClient>();
        services.AddSingleton<RetellLlms>();
        services.AddSingleton<RetellNumbers>();
        services.AddSingleton<RetellWebhooks>();
        services.AddSingleton<RetellAgentProvider>();
        services.AddSingleton<IAgentProvider>(s => s.GetRequiredService<RetellAgentProvider>());

        var client = services.AddHttpClient(
            RetellClient.HttpClientName,
            http =>
            {
                http.BaseAddress = new Uri($"{settings.BaseUrl.AbsoluteUri.TrimEnd('/')}/");
                // Each attempt has its own timeout, below.
                http.Timeout = Timeout.InfiniteTimeSpan;
            }
        );
        client.ConfigurePrimaryHttpMessageHandler(() =>
            new SocketsHttpHandler
            {
                // The key must not be sent to another server.
                AllowAutoRedirect = false,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            }
        );
        // By default four log lines per request; the client writes one, at Debug, without headers.
        client.RemoveAllLoggers();
        client.AddResilienceHandler(
            "Retell",
            pipeline =>
                pipeline.AddConcurrencyLimiter(MostCalls, MostWaiting).AddRetry(AllButCreating(settings)).AddTimeout(settings.Timeout)
        );
        client.AddHttpMessageHandler(() => new BufferedResponses(MostBytes));
        return services;
    }

    /// <summary>Idempotent requests are retried twice. Creating requests are not: a lost response may have created something, so the caller
    /// searches first. Rate-limited requests are not retried either.</summary>
    private static HttpRetryStrategyOptions AllButCreating(RetellSettings settings)
    {
        var retry = new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = 2,
            Delay = settings.RetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = args =>
                new(
                    args.Context.GetRequestMessage() is { } request
                        && request.Options.TryGetValue(RetellClient.Repeatable, out var isRepeatable)
                        && isRepeatable
                        && args.Outcome.Result?.StatusCode != System.Net.HttpStatusCode.TooManyRequests
                        && HttpClientResiliencePredicates.IsTransient(args.Outcome)
                ),
        };
        return retry;
    }

    /// <summary>Reads each response completely within the timeout; one that stalls half way would otherwise be awaited forever.</summary>
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
