using AdminPortal.Providers.Agents;
using AdminPortal.Providers.Agents.Retell;
using AdminPortal.Providers.Agents.Simulated;

namespace AdminPortal.Services.Agents;

/// <summary>Registers the configured provider.</summary>
internal static class AgentProviderRegistration
{
    /// <param name="retell">Null if agents are simulated.</param>
    public static IServiceCollection AddAgentProvider(this IServiceCollection services, SimulatedSettings simulated, RetellSettings? retell)
    {
        if (retell is not null)
            return services.AddRetell(retell);

        services.AddSingleton<ISimulatedAccount, SimulatedAccount>();
#pragma warning disable RS0030 // Simulated failures are seeded in tests, and random in the portal.
        services.AddSingleton<IAgentProvider>(s => new SimulatedAgentProvider(
            s.GetRequiredService<ISimulatedAccount>(),
            simulated,
            s.GetRequiredService<TimeProvider>(),
            Random.Shared
        ));
#pragma warning restore RS0030
        return services;
    }
}
