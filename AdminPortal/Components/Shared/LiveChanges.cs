using AdminPortal.Services;

namespace AdminPortal.Components.Shared;

/// <summary>Notifies pages of changes, so that changes by others appear without a reload.</summary>
internal sealed class LiveChanges(ChangeFeed feed, TimeProvider time, ILogger<LiveChanges> log)
{
    /// <summary>Calls <paramref name="refresh"/> after changes of these kinds, at most once a second and never concurrently, so that an
    /// import of a million rows does not render a page a thousand times. The last change of a burst is always followed by a call. A failed
    /// refresh is logged, and the next change calls it again. Ends when the returned value is disposed.</summary>
    public IDisposable Listen(Func<Task> refresh, params ChangeKind[] kinds) => Listen(refresh, TimeSpan.FromSeconds(1), kinds);

    /// <summary>The same with another interval, for content that is cheap to render and moves, such as a progress bar.</summary>
    public IDisposable Listen(Func<Task> refresh, TimeSpan pause, params ChangeKind[] kinds) =>
        new Listener(feed, time, log, refresh, pause, kinds);
}

/// <summary>One page's subscription.</summary>
internal sealed class Listener : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly IDisposable _subscription;
    private readonly ILogger _log;

    public Listener(ChangeFeed feed, TimeProvider time, ILogger log, Func<Task> refresh, TimeSpan pause, ChangeKind[] kinds)
    {
        _log = log;
        _subscription = feed.Subscribe(change =>
        {
            if (kinds.Contains(change.Kind))
                Note();
        });
        _ = RunAsync(time, refresh, pause);
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _end.Cancel();
    }

    private void Note()
    {
        try
        {
            if (_changed.CurrentCount == 0)
                _changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another writer recorded it at the same moment.
        }
    }

    private async Task RunAsync(TimeProvider time, Func<Task> refresh, TimeSpan pause)
    {
        try
        {
            while (true)
            {
                await _changed.WaitAsync(_end.Token);
                await RefreshAsync(refresh);
                await Task.Delay(pause, time, _end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page is closed.
        }
    }

    private async Task RefreshAsync(Func<Task> refresh)
    {
        try
        {
            await refresh();
        }
        catch (Exception error) when (error is ObjectDisposedException or OperationCanceledException || _end.IsCancellationRequested)
        {
            // The page or its renderer is being disposed; if not, the next change calls it again.
        }
        catch (Exception error)
        {
            _log.LogError(error, "An open page could not be refreshed");
        }
    }
}
