namespace AdminPortal.Services.Import.Uploads;

/// <summary>Tasks that nobody awaits until the portal stops.</summary>
internal sealed class BackgroundWork
{
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Starts work that handles its own faults.</summary>
    public void Start(Func<Task> work)
    {
        var task = Task.Run(work);
        lock (_lock)
            _running.Add(task);
        _ = task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits until all that was started has ended.</summary>
    public async Task EndAsync()
    {
        Task[] running;
        lock (_lock)
            running = [.. _running];
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Forget(Task task)
    {
        lock (_lock)
            _running.Remove(task);
    }
}
