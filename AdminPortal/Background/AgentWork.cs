using AdminPortal.Services;
using AdminPortal.Services.Agents;

namespace AdminPortal.Background;

/// <summary>
/// Brings every agent to its provider as it should be: at once when something changes here, and by looking again when nobody told.
/// </summary>
internal sealed class AgentWork(AgentWorkers workers, ChangeFeed feed, StartupState startup, TimeProvider clock, ILogger<AgentWork> log)
    : BackgroundService
{
    /// <summary>How often those with a date are looked for.</summary>
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How often all agents are compared with what was last brought to the provider, should a change have gone by unnoticed.
    /// </summary>
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _told = new(0, 1);
    private bool _hasNews = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await startup.Warm.WaitAsync(stoppingToken);
        using var listening = feed.Subscribe(Hear);
        try
        {
            var next = clock.GetUtcNow();
            while (true)
            {
                var everything = Interlocked.Exchange(ref _hasNews, false) || clock.GetUtcNow() >= next;
                if (await TryBeginAsync(everything, stoppingToken))
                {
                    if (everything)
                        next = clock.GetUtcNow() + s_round;
                    await _told.WaitAsync(s_beat, stoppingToken);
                }
                else
                {
                    // Hands first: what is left of the news is found with the next free one.
                    Volatile.Write(ref _hasNews, _hasNews || everything);
                    await workers.FreedAsync(s_beat, stoppingToken);
                }
            }
        }
        finally
        {
            await workers.EndAsync();
        }
    }

    public override void Dispose()
    {
        _told.Dispose();
        base.Dispose();
    }

    private async Task<bool> TryBeginAsync(bool everything, CancellationToken stopping)
    {
        try
        {
            return await workers.BeginAsync(everything, stopping);
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            log.LogError(error, "Looking for agents that need work failed, and will be tried again");
            return true;
        }
    }

    private void Hear(PortalChange change)
    {
        if (change.Kind is not (ChangeKind.Businesses or ChangeKind.Agents))
            return;
        Volatile.Write(ref _hasNews, true);
        try
        {
            if (_told.CurrentCount == 0)
                _told.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread told at the same moment.
        }
    }
}
