using AdminPortal.Services;

namespace AdminPortal.Background;

/// <summary>Lets open pages see what other processes change.</summary>
internal sealed class ChangesElsewhere(ChangeWatch watch, StartupState startup, TimeProvider clock, ILogger<ChangesElsewhere> log)
    : Loop(TimeSpan.FromSeconds(1), startup, clock, log)
{
    protected override Task TurnAsync(CancellationToken cancel) => watch.LookAsync(cancel);
}
