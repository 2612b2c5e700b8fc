namespace AdminPortal.Services.Agents;

/// <summary>
/// Runs up to 16 reconciliations at a time: at once when something changes here, and on the clock in case a change went unnoticed.
/// </summary>
internal sealed class AgentWorker(
    AgentLeases leases,
    AgentReconciler reconciler,
    ChangeFeed feed,
    TimeProvider clock,
    ILogger<AgentWorker> log
) : IDisposable
{
    /// <summary>Nearly all the work is waiting for the provider.</summary>
    private const int MostAtOnce = 16;

    /// <summary>How often to look for agents whose next attempt is due.</summary>
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(500);

    /// <summary>The least time between two looks: under load there are hundreds of changes a second, and one look serves them
    /// all.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>How often to compare the versions of all agents.</summary>
    private static readonly TimeSpan s_fullPoll = TimeSpan.FromSeconds(5);

    private readonly List<(Guid Agent, Task Work)> _running = [];
    private readonly SemaphoreSlim _freed = new(0);
    private readonly SemaphoreSlim _changed = new(0, 1);
    private bool _hasChanges = true;

    /// <summary>Works until the portal stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var subscription = feed.Subscribe(Hear);
        try
        {
            var next = clock.GetUtcNow();
            while (true)
            {
                var everything = Interlocked.Exchange(ref _hasChanges, false) || clock.GetUtcNow() >= next;
                if (await TryBeginAsync(everything, stopping))
                {
                    if (everything)
                        next = clock.GetUtcNow() + s_fullPoll;
                    await Task.Delay(s_pause, stopping);
                    await _changed.WaitAsync(s_poll, stopping);
                }
                else
                {
                    // All slots are in use: the rest of the changes is found when one is free.
                    Volatile.Write(ref _hasChanges, _hasChanges || everything);
                    await _freed.WaitAsync(s_poll, stopping);
                }
            }
        }
        finally
        {
            await FinishAsync();
        }
    }

    /// <summary>Starts work on the agents that need it, as far as slots are free.</summary>
    /// <param name="everything">Whether to compare the versions of all agents, not only check those whose next attempt is due.</param>
    /// <returns>Whether a slot is left, because no more agents need work.</returns>
    internal async Task<bool> BeginAsync(bool everything, CancellationToken stopping)
    {
        while (true)
        {
            _running.RemoveAll(r => r.Work.IsCompleted);
            if (_running.Count >= MostAtOnce)
                return false;
            var agents = await leases.ClaimAsync(MostAtOnce - _running.Count, everything, [.. _running.Select(r => r.Agent)], stopping);
            if (agents.Count == 0)
                return true;
            _running.AddRange(agents.Select(agent => (agent.AgentId, WorkAsync(agent, stopping))));
        }
    }

    /// <summary>Waits for everything that was started.</summary>
    internal Task FinishAsync() => Task.WhenAll(_running.Select(r => r.Work));

    public void Dispose()
    {
        _freed.Dispose();
        _changed.Dispose();
    }

    private async Task WorkAsync(LeasedAgent agent, CancellationToken stopping)
    {
        await Task.Yield();
        try
        {
            await reconciler.ReconcileAsync(agent, stopping);
        }
        catch (Exception error)
        {
            // The lease expires, and the agent is tried again then.
            log.LogError(error, "The reconciliation of agent {Agent} failed", agent.AgentId);
        }
        finally
        {
            _freed.Release();
        }
    }

    private async Task<bool> TryBeginAsync(bool everything, CancellationToken stopping)
    {
        try
        {
            return await BeginAsync(everything, stopping);
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            log.LogError(error, "Looking for agents that need work failed. It is tried again");
            return true;
        }
    }

    private void Hear(PortalChange change)
    {
        if (change.Kind is not (ChangeKind.Businesses or ChangeKind.Agents))
            return;
        Volatile.Write(ref _hasChanges, true);
        try
        {
            if (_changed.CurrentCount == 0)
                _changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread released it at the same moment.
        }
    }
}
