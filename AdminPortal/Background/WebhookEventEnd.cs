using AdminPortal.Services;
using AdminPortal.Services.Agents;

namespace AdminPortal.Background;

/// <summary>Forgets webhook events that no provider repeats any more.</summary>
internal sealed class WebhookEventEnd(CallService calls, StartupState startup, TimeProvider clock, ILogger<WebhookEventEnd> log)
    : Loop(TimeSpan.FromHours(1), startup, clock, log)
{
    protected override Task TurnAsync(CancellationToken cancel) => calls.ForgetEventsAsync(Actor.System, cancel);
}
