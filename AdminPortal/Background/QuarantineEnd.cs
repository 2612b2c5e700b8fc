using AdminPortal.Services;
using AdminPortal.Services.Numbers;

namespace AdminPortal.Background;

/// <summary>Makes numbers available whose rest is over, as soon as it is: somebody may be waiting for one.</summary>
internal sealed class QuarantineEnd(QuarantineService quarantines, StartupState startup, TimeProvider clock, ILogger<QuarantineEnd> log)
    : Loop(TimeSpan.FromSeconds(1), startup, clock, log)
{
    protected override async Task TurnAsync(CancellationToken cancel)
    {
        var ended = await quarantines.EndDueAsync(Actor.System, cancel);
        if (ended.Value > 0)
            log.LogInformation("{Count} numbers are available again after their quarantine", ended.Value);
    }
}
