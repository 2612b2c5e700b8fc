using AdminPortal.Services;
using AdminPortal.Services.Writes;

namespace AdminPortal.Background;

/// <summary>Deletes the saved answers of requests that nobody repeats any more.</summary>
internal sealed class SavedAnswerEnd(IdempotencyCleanup answers, StartupState startup, TimeProvider clock, ILogger<SavedAnswerEnd> log)
    : Loop(TimeSpan.FromHours(1), startup, clock, log)
{
    protected override Task TurnAsync(CancellationToken cancel) => answers.DeleteExpiredAsync(Actor.System, cancel);
}
