namespace AdminPortal.Providers.Agents.Retell;

/// <summary>Registers Retell as the provider, and its HTTP client.</summary>
internal static class RetellRegistration
{
    /// <summary>Enough for a page of a thousand LLMs with prompts of 20,000 characters.</summary>
    private const int MostBytes = 64 * 1024 * 1024;

    public static IServiceCollection AddRetell(this IServiceCollection services, RetellSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<RetellHttp>();
        services.AddSingleton<RetellClient>();
        services.AddSingleton<RetellLlms>();
        services.AddSingleton<RetellNumbers>();
        services.AddSingleton<RetellWebhooks>();
        services.AddSingleton<RetellSamples>();
        services.AddSingleton<RetellAgentProvider>();
        services.AddSingleton<IAgentProvider>(s => s.GetRequiredService<RetellAgentProvider>());
        services.AddResilientClient(RetellHttp.HttpClientName, settings.BaseUrl, settings.Timeout, settings.RetryDelay, MostBytes);
        services.AddResilientClient(
            RetellSamples.HttpClientName,
            settings.BaseUrl,
            settings.Timeout,
            settings.RetryDelay,
            RetellSamples.MostBytes
        );
        return services;
    }
}
