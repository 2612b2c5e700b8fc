namespace AdminPortal.Services.Import.Uploads;

/// <summary>Background tasks that are awaited when the portal stops.</summary>
internal sealed class BackgroundWork
{
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Starts work that handles its own errors.</summary>
    public void Start(Func<Task> work)
    {
        var task = Task.Run(work);
        lock (_lock)
            _running.Add(task);
        _ = task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits for all started work.</summary>
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
