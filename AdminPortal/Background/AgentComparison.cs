using AdminPortal.Providers.Agents;
using AdminPortal.Services;
using AdminPortal.Services.Agents;

namespace AdminPortal.Background;

/// <summary>Compares the whole of the provider's side with ours, every <c>Agents:ReconcileSeconds</c>.</summary>
internal sealed class AgentComparison(AgentSweep sweep, AgentSettings settings, StartupState startup, TimeProvider clock, ILogger<AgentComparison> log)
    : Loop(settings.ReconcileInterval, startup, clock, log)
{
    protected override async Task TurnAsync(CancellationToken cancel)
    {
        try
        {
            await sweep.RunAsync(cancel);
        }
        catch (AgentProviderException fault)
        {
            log.LogWarning("The provider could not be compared with, and will be again in {Interval}: {Message}", settings.ReconcileInterval, fault.Message);
        }
    }
}
