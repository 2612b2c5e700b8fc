using AdminPortal.Providers.Agents.Retell;

namespace AdminPortal.Services.Agents;

/// <summary>Registers the agents' services.</summary>
internal static class AgentRegistration
{
    public static IServiceCollection AddAgents(this IServiceCollection services, AgentSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<InstallationService>();
        services.AddSingleton<AgentLeases>();
        services.AddSingleton<AgentReconciler>();
        services.AddSingleton<AgentWorker>();
        services.AddSingleton<AgentSweep>();
        services.AddSingleton<OrphanedAgents>();
        services.AddSingleton<AgentService>();
        services.AddSingleton<AgentBoardService>();
        services.AddSingleton<CallService>();
        services.AddSingleton<CallListService>();
        services.AddSingleton<VoiceService>();
        services.AddSingleton<TestCallService>();
        services.AddSingleton<WebhookRefusals>();
        services.AddSingleton(s => new WebhookService(
            s.GetRequiredService<CallService>(),
            s.GetRequiredService<WebhookRefusals>(),
            s.GetService<RetellWebhooks>()
        ));
        return services;
    }
}
