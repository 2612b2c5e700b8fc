using AdminPortal.Services;
using AdminPortal.Services.Agents;

namespace AdminPortal.Background;

/// <summary>Compares the whole of the provider's side with ours, every <c>Agents:ReconcileSeconds</c>.</summary>
internal sealed class AgentComparison(AgentSweep sweep, AgentSettings settings, StartupState startup, TimeProvider clock, ILogger<AgentComparison> log)
    : Loop(settings.ReconcileInterval, startup, clock, log)
{
    protected override Task TurnAsync(CancellationToken cancel) => sweep.RunAsync(cancel);
}
