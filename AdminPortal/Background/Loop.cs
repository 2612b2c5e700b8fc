using AdminPortal.Services;

namespace AdminPortal.Background;

/// <summary>
/// Wakes up again and again and calls a service. Starts when the database is ready; a fault is logged and the loop goes on.
/// </summary>
internal abstract class Loop(TimeSpan interval, StartupState startup, TimeProvider clock, ILogger log) : BackgroundService
{
    /// <summary>One turn; what it throws is logged.</summary>
    protected abstract Task TurnAsync(CancellationToken cancel);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await startup.Warm.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(interval, clock);
        do
        {
            await TryTurnAsync(stoppingToken);
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    protected async Task TryTurnAsync(CancellationToken cancel)
    {
        try
        {
            await TurnAsync(cancel);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.LogError(error, "{Loop} failed, and will be tried again in {Interval}", GetType().Name, interval);
        }
    }
}
