namespace AdminPortal.Services.Provisioning;

/// <summary>A caller that waits for a number.</summary>
internal sealed class ProvisioningRequest(Actor actor, Guid businessId)
{
    // Continuations run elsewhere: the writer must get on with the next batch.
    private readonly TaskCompletionSource<Outcome<Provisioned>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Actor Actor { get; } = actor;

    public Guid BusinessId { get; } = businessId;

    /// <summary>Completed after the commit, or with the refusal.</summary>
    public Task<Outcome<Provisioned>> Answer => _answer.Task;

    public void Complete(Outcome<Provisioned> outcome) => _answer.TrySetResult(outcome);

    public void Fail(Exception error) => _answer.TrySetException(error);
}
