using AdminPortal.Services;
using AdminPortal.Services.People;

namespace AdminPortal.Background;

/// <summary>Writes down when sessions were last used.</summary>
internal sealed class SessionUse(SessionService sessions, StartupState startup, TimeProvider clock, ILogger<SessionUse> log)
    : Loop(TimeSpan.FromSeconds(30), startup, clock, log)
{
    protected override Task TurnAsync(CancellationToken cancel) => sessions.SaveUsesAsync(Actor.System, cancel);
}
