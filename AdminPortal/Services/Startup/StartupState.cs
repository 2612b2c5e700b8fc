namespace AdminPortal.Services.Startup;

/// <summary>Whether the database is ready and the first calls of the hot paths were made: the first EF call takes over a second, which no
/// caller should wait for.</summary>
public sealed class StartupState
{
    private readonly TaskCompletionSource _warm = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>False until the database is ready and the hot paths are warm.</summary>
    public bool IsWarm => _warm.Task.IsCompletedSuccessfully;

    /// <summary>Completes when <see cref="IsWarm"/> becomes true.</summary>
    public Task Warm => _warm.Task;

    internal void SetWarm() => _warm.TrySetResult();
}
