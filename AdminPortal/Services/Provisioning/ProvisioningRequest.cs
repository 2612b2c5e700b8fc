using System.Diagnostics;

namespace AdminPortal.Services.Provisioning;

/// <summary>A queued request for a number.</summary>
/// <param name="wait">Whether the business joins the waiting list if no number is available.</param>
internal sealed class ProvisioningRequest(Actor actor, Guid businessId, bool wait)
{
    private readonly long _asked = Stopwatch.GetTimestamp();

    // Continuations must not run on the writer, which continues with the next batch.
    private readonly TaskCompletionSource<Outcome<Provisioned>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Actor Actor { get; } = actor;

    public Guid BusinessId { get; } = businessId;

    /// <summary>Time in the queue; callers are promised a response within five seconds.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_asked);

    public bool Wait { get; } = wait;

    /// <summary>Completed after the commit, or with the refusal.</summary>
    public Task<Outcome<Provisioned>> Answer => _answer.Task;

    /// <summary>A request without a business: every batch serves the waiting list first, and this one serves nobody else.</summary>
    public static ProvisioningRequest ForThoseWhoWait() => new(Actor.System, Guid.Empty, wait: false);

    public void Complete(Outcome<Provisioned> outcome) => _answer.TrySetResult(outcome);

    public void Fail(Exception error) => _answer.TrySetException(error);
}
