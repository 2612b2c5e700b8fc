using System.Threading.Channels;
using AdminPortal.Services;
using AdminPortal.Services.Provisioning;

namespace AdminPortal.Background;

/// <summary>
/// Gives numbers to those on the waiting list. Looks as soon as this process hears of a change, its own or another's, and once a second
/// whatever it hears: what nobody told of (a crash, a number that another node let go of) is found all the same.
/// </summary>
internal sealed class WaitingLine(
    WaitingListService waiting,
    ChangeFeed feed,
    StartupState startup,
    TimeProvider clock,
    ILogger<WaitingLine> log
) : Loop(TimeSpan.FromSeconds(1), startup, clock, log)
{
    /// <summary>Under load there are hundreds of changes a second, and one look serves all that wait.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly StartupState _startup = startup;
    private readonly TimeProvider _clock = clock;
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    protected override Task TurnAsync(CancellationToken cancel) => waiting.ServeAsync(cancel);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listening = feed.Subscribe(change =>
        {
            if (change.Kind is ChangeKind.Numbers or ChangeKind.Businesses)
                _changed.Writer.TryWrite(true);
        });
        await Task.WhenAll(base.ExecuteAsync(stoppingToken), HearAsync(stoppingToken));
    }

    private async Task HearAsync(CancellationToken cancel)
    {
        await _startup.Warm.WaitAsync(cancel);
        await foreach (var _ in _changed.Reader.ReadAllAsync(cancel))
        {
            await TryTurnAsync(cancel);
            await Task.Delay(s_pause, _clock, cancel);
        }
    }
}
