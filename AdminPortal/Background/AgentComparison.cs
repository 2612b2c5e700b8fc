using AdminPortal.Services;
using AdminPortal.Services.Agents;

namespace AdminPortal.Background;

/// <summary>
/// Compares the whole of the provider's side with ours, every <c>Agents:ReconcileSeconds</c>, and sooner where that could not be finished.
/// </summary>
internal sealed class AgentComparison(
    AgentSweep sweep,
    AgentSettings settings,
    StartupState startup,
    TimeProvider clock,
    ILogger<AgentComparison> log
) : Loop(settings.ReconcileInterval, startup, clock, log)
{
    private readonly TimeProvider _clock = clock;

    protected override async Task TurnAsync(CancellationToken cancel)
    {
        for (var attempts = 1; await sweep.RunAsync(cancel) is null; attempts++)
            await Task.Delay(Backoff.After(attempts, null, settings.ReconcileInterval), _clock, cancel);
    }
}
