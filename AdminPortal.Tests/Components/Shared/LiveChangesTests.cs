using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace AdminPortal.Tests.Components.Shared;

/// <summary>Notifications of open pages.</summary>
public sealed class LiveChangesTests
{
    private static readonly PortalChange s_numbers = new(ChangeKind.Numbers, []);

    private readonly ChangeFeed _feed = new(NullLogger<ChangeFeed>.Instance);
    private int _refreshed;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Subscription_ContinuesAfterAFailedRefresh()
    {
        using var listening = Listen(() =>
            _refreshed == 1 ? throw new InvalidOperationException("This page is broken.") : Task.CompletedTask
        );
        await ChangeUntilAsync(1);

        await ChangeUntilAsync(3);
    }

    [Fact]
    public async Task LastChangeOfABurst_CausesARefresh_OtherKindsDoNot()
    {
        var (changes, seen) = (0, 0);
        using var listening = Listen(() =>
        {
            seen = Volatile.Read(ref changes);
            return Task.CompletedTask;
        });
        _feed.Publish(new PortalChange(ChangeKind.Users, []));
        await Task.Delay(100, Cancel);
        Assert.Equal(0, _refreshed);
        for (; changes < 5_000; Interlocked.Increment(ref changes))
            _feed.Publish(s_numbers);
        _feed.Publish(s_numbers);

        await Wait.UntilAsync(() => Volatile.Read(ref seen) == 5_000, "a refresh after the last change");
    }

    [Fact]
    public async Task Subscription_Disposed_ReceivesNothing()
    {
        var listening = Listen(() => Task.CompletedTask);
        await ChangeUntilAsync(1);
        listening.Dispose();
        // A refresh in progress may still complete.
        await Task.Delay(100, Cancel);
        var before = _refreshed;

        _feed.Publish(s_numbers);
        await Task.Delay(100, Cancel);

        Assert.Equal(before, _refreshed);
        Assert.False(_feed.HasListeners);
    }

    private IDisposable Listen(Func<Task> then) =>
        new LiveChanges(_feed, TimeProvider.System, NullLogger<LiveChanges>.Instance).Listen(
            () =>
            {
                Interlocked.Increment(ref _refreshed);
                return then();
            },
            TimeSpan.FromMilliseconds(1),
            ChangeKind.Numbers
        );

    private Task ChangeUntilAsync(int refreshed) =>
        Wait.UntilAsync(
            () =>
            {
                if (Volatile.Read(ref _refreshed) >= refreshed)
                    return true;
                _feed.Publish(s_numbers);
                return false;
            },
            $"refresh number {refreshed}"
        );
}
