using AdminPortal.Services.Startup;

namespace AdminPortal.Background;

/// <summary>Runs from when the database is ready until the portal stops.</summary>
internal sealed class LongRunningJob(string name, Func<CancellationToken, Task> work, StartupState startup) : BackgroundService
{
    public string Name => name;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await startup.Warm.WaitAsync(stoppingToken);
        await work(stoppingToken);
    }
}
