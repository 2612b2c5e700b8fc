using AdminPortal.Services;

namespace AdminPortal.Components.Shared;

/// <summary>Tells pages what changed, so that what someone else does appears without a reload.</summary>
internal sealed class LiveChanges(ChangeFeed feed, TimeProvider time)
{
    /// <summary>
    /// Calls <paramref name="refresh"/> after changes of these kinds, at most once a second and never while it still
    /// runs, so that an import of a million rows does not redraw a page a thousand times. The last change of a burst is
    /// always followed by a call. Ends when the returned value is disposed.
    /// </summary>
    public IDisposable Listen(Func<Task> refresh, params ChangeKind[] kinds) => Listen(refresh, TimeSpan.FromSeconds(1), kinds);

    /// <summary>The same with another pause after each call, for what costs nothing to draw again and moves, such as a progress bar.</summary>
    public IDisposable Listen(Func<Task> refresh, TimeSpan pause, params ChangeKind[] kinds) => new Listener(feed, time, refresh, pause, kinds);
}

/// <summary>One page's ear.</summary>
internal sealed class Listener : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly IDisposable _subscription;

    public Listener(ChangeFeed feed, TimeProvider time, Func<Task> refresh, TimeSpan pause, ChangeKind[] kinds)
    {
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
            // Another writer noted it at the same moment.
        }
    }

    private async Task RunAsync(TimeProvider time, Func<Task> refresh, TimeSpan pause)
    {
        try
        {
            while (true)
            {
                await _changed.WaitAsync(_end.Token);
                await refresh();
                await Task.Delay(pause, time, _end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page is closed.
        }
        catch (ObjectDisposedException)
        {
            // Its renderer went away first.
        }
    }
}
