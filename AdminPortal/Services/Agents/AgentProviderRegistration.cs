using AdminPortal.Data;
using AdminPortal.Providers.Agents;
using AdminPortal.Providers.Agents.Retell;
using AdminPortal.Providers.Agents.Simulated;

namespace AdminPortal.Services.Agents;

/// <summary>Registers the provider that the settings ask for.</summary>
internal static class AgentProviderRegistration
{
    /// <exception cref="WrongSettingException">A setting under <c>Agents</c> or <c>Retell</c> holds what it does not take.</exception>
    public static IServiceCollection AddAgentProvider(this IServiceCollection services, IConfiguration configuration)
    {
        // Read in either case: a wrong setting is told before somebody depends on it.
        var simulated = AgentProviderSettings.ReadSimulated(configuration);
        if (AgentProviderSettings.ReadRetell(configuration) is { } retell)
            return services.AddRetell(retell);

        services.AddSingleton<ISimulatedAccount, SimulatedAccount>();
        services.AddSingleton<IAgentProvider>(s => new SimulatedAgentProvider(
            s.GetRequiredService<ISimulatedAccount>(),
            simulated,
            s.GetRequiredService<TimeProvider>(),
            Random.Shared
        ));
        return services;
    }
}
