using AdminPortal.Data;
using AdminPortal.Services.Startup;

namespace AdminPortal.Background;

/// <summary>Once the server listens, waits until the database is ready, logging the reason once, and makes the first calls.</summary>
internal sealed class WarmUp(
    DatabaseSetup setup,
    WarmUpService service,
    StartupState startup,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<WarmUp> log
) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not before the server listens: a portal whose address is taken stops without having done or printed anything.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var telling = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        string? told = null;
        while (!startup.IsWarm)
        {
            var fault = await TryAsync(stoppingToken);
            if (fault is null)
            {
                startup.SetWarm();
                if (told is not null)
                    log.LogInformation("The database is ready");
                return;
            }

            if (fault != told)
                log.LogWarning("{Fault}", fault);
            told = fault;
            await Task.Delay(s_interval, clock, stoppingToken);
        }
    }

    /// <summary>Why it is not ready, as a sentence; null when everything is warm.</summary>
    private async Task<string?> TryAsync(CancellationToken cancel)
    {
        try
        {
            var state = await setup.StateAsync(cancel);
            if (state == DatabaseState.Ready)
                await service.RunAsync(cancel);
            return state.Explain(setup.Fault);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            return $"The first calls to the database failed: {error.GetBaseException().Message.Split(Environment.NewLine)[0]}";
        }
    }
}
