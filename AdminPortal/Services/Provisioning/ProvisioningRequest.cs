using System.Diagnostics;

namespace AdminPortal.Services.Provisioning;

/// <summary>A caller that waits for a number.</summary>
/// <param name="wait">Whether the business is to be put on the waiting list when no number is free.</param>
internal sealed class ProvisioningRequest(Actor actor, Guid businessId, bool wait)
{
    private readonly long _asked = Stopwatch.GetTimestamp();

    // Continuations run elsewhere: the writer must get on with the next batch.
    private readonly TaskCompletionSource<Outcome<Provisioned>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Actor Actor { get; } = actor;

    public Guid BusinessId { get; } = businessId;

    /// <summary>How long it has waited: a caller is promised an answer within five seconds.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_asked);

    public bool Wait { get; } = wait;

    /// <summary>Completed after the commit, or with the refusal.</summary>
    public Task<Outcome<Provisioned>> Answer => _answer.Task;

    /// <summary>Asks for no business: every batch serves those who wait first, and this one serves nobody else.</summary>
    public static ProvisioningRequest ForThoseWhoWait() => new(Actor.System, Guid.Empty, wait: false);

    public void Complete(Outcome<Provisioned> outcome) => _answer.TrySetResult(outcome);

    public void Fail(Exception error) => _answer.TrySetException(error);
}
