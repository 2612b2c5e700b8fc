namespace AdminPortal.Services.Startup;

/// <summary>
/// Whether this process has found its database ready and made the first calls of its hot paths: the first one through EF takes
/// over a second, and no caller shall wait for it.
/// </summary>
public sealed class StartupState
{
    private readonly TaskCompletionSource _warm = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>False until the database is ready and the hot paths are warm.</summary>
    public bool IsWarm => _warm.Task.IsCompletedSuccessfully;

    /// <summary>Done when <see cref="IsWarm"/> becomes true.</summary>
    public Task Warm => _warm.Task;

    internal void SetWarm() => _warm.TrySetResult();
}
