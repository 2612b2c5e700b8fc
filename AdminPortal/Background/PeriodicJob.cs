using System.Threading.Channels;
using AdminPortal.Services;
using AdminPortal.Services.Startup;

namespace AdminPortal.Background;

/// <summary>Repeats one task at an interval. It starts when the database is ready; a failure is logged and the job continues.</summary>
internal sealed class PeriodicJob(
    string name,
    TimeSpan interval,
    Func<ILogger, CancellationToken, Task> work,
    StartupState startup,
    ChangeFeed feed,
    TimeProvider clock,
    ILogger log
) : BackgroundService
{
    /// <summary>Under load there are hundreds of changes a second, and one run serves them all.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public string Name => name;

    public TimeSpan Interval => interval;

    /// <summary>Changes that start a run immediately.</summary>
    public IReadOnlyList<ChangeKind> WakesOn { get; init; } = [];

    /// <summary>Whether it runs once more at shutdown. Hosted services stop in reverse order, so no requests arrive by then.</summary>
    public bool RunsAtShutdown { get; init; }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (RunsAtShutdown)
            await TryRunAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = WakesOn.Count == 0 ? null : feed.Subscribe(Hear);
        await startup.Warm.WaitAsync(stoppingToken);
        await Task.WhenAll(RepeatAsync(stoppingToken), WakeAsync(stoppingToken));
    }

    private async Task RepeatAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(interval, clock);
        do
        {
            await TryRunAsync(stopping);
        } while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task WakeAsync(CancellationToken stopping)
    {
        await foreach (var _ in _changed.Reader.ReadAllAsync(stopping))
        {
            await TryRunAsync(stopping);
            await Task.Delay(s_pause, clock, stopping);
        }
    }

    private void Hear(PortalChange change)
    {
        if (WakesOn.Contains(change.Kind))
            _changed.Writer.TryWrite(true);
    }

    private async Task TryRunAsync(CancellationToken cancel)
    {
        try
        {
            await work(log, cancel);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.LogError(error, "The job {Job} failed. It runs again in {Interval}", name, interval);
        }
    }
}
