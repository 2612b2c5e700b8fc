namespace AdminPortal.Services.Agents;

/// <summary>The hands that bring the provider to what the agents here should be. One loop calls it.</summary>
internal sealed class AgentWorkers(AgentQueue queue, AgentReconciler reconciler) : IDisposable
{
    /// <summary>Agents worked on at a time: nearly all of it is waiting for the provider.</summary>
    private const int Most = 16;

    private readonly List<(Guid Agent, Task Work)> _running = [];
    private readonly SemaphoreSlim _freed = new(0);

    /// <summary>Begins work on the agents that need it, as far as hands are free.</summary>
    /// <param name="everything">Whether to compare all agents, rather than look only at those with a date.</param>
    /// <returns>Whether hands are left that found nothing to do.</returns>
    public async Task<bool> BeginAsync(bool everything, CancellationToken stopping)
    {
        while (true)
        {
            _running.RemoveAll(r => r.Work.IsCompleted);
            if (_running.Count >= Most)
                return false;
            var tasks = await queue.ClaimAsync(Most - _running.Count, everything, [.. _running.Select(r => r.Agent)], stopping);
            if (tasks.Count == 0)
                return true;
            _running.AddRange(tasks.Select(task => (task.AgentId, WorkAsync(task, stopping))));
        }
    }

    /// <summary>Waits until a hand is free again, or the time is over.</summary>
    public Task FreedAsync(TimeSpan most, CancellationToken cancel) => _freed.WaitAsync(most, cancel);

    /// <summary>Waits for all that was begun.</summary>
    public Task EndAsync() => Task.WhenAll(_running.Select(r => r.Work));

    public void Dispose() => _freed.Dispose();

    private async Task WorkAsync(AgentTask task, CancellationToken stopping)
    {
        await Task.Yield();
        await reconciler.WorkAsync(task, stopping);
        _freed.Release();
    }
}
