using AdminPortal.Services;
using AdminPortal.Services.Keys;

namespace AdminPortal.Background;

/// <summary>Writes down when API keys were last used.</summary>
internal sealed class ApiKeyUse(ApiKeyUseService uses, StartupState startup, TimeProvider clock, ILogger<ApiKeyUse> log)
    : Loop(TimeSpan.FromMinutes(1), startup, clock, log)
{
    /// <summary>Hosted services stop in reverse order: by now no request comes in any more, and the last uses are known.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryTurnAsync(cancellationToken);
    }

    protected override Task TurnAsync(CancellationToken cancel) => uses.SaveAsync(Actor.System, cancel);
}
