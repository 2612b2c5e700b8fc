using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace AdminPortal.Providers.Agents.Retell;

/// <summary>Registers Retell as the provider of agents, and how its HTTP interface is asked.</summary>
internal static class RetellRegistration
{
    /// <summary>More calls at once are not made: an account has its limits, and the portal is in no hurry.</summary>
    private const int MostCalls = 16;
    private const int MostWaiting = 10_000;

    /// <summary>A page of a thousand LLMs with prompts of 20,000 characters fits in.</summary>
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
                // The time-out of each try is below.
                http.Timeout = Timeout.InfiniteTimeSpan;
            }
        );
        client.ConfigurePrimaryHttpMessageHandler(() =>
            new SocketsHttpHandler
            {
                // Nobody else is to be handed the key.
                AllowAutoRedirect = false,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            }
        );
        // Four lines a call would drown the log; the client writes one, at Debug, without headers.
        client.RemoveAllLoggers();
        client.AddResilienceHandler(
            "Retell",
            pipeline =>
                pipeline.AddConcurrencyLimiter(MostCalls, MostWaiting).AddRetry(AllButCreating(settings)).AddTimeout(settings.Timeout)
        );
        client.AddHttpMessageHandler(() => new BufferedResponses(MostBytes));
        return services;
    }

    /// <summary>
    /// What a second time changes nothing more is tried again, twice. Making something is not: a lost answer may have made it, and
    /// the caller looks first. Rate-limited calls are not retried either.
    /// </summary>
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
