namespace AdminPortal.Tests.Support;

/// <summary>A clock that the test moves. However far it moves, each timer fires once: a day with jobs that run every second takes less than
/// a second.</summary>
internal sealed class JumpClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        List<Timer> due;
        lock (_lock)
        {
            _now += by;
            due = [.. _timers.Where(t => t.IsDue(_now))];
        }

        due.ForEach(t => t.Fire());
    }

    private sealed class Timer(JumpClock clock, TimerCallback callback, object? state) : ITimer
    {
        private DateTimeOffset? _dueAt;
        private TimeSpan _period;

        public bool IsDue(DateTimeOffset now) => _dueAt <= now;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                _period = period;
                _dueAt = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime;
                if (_dueAt is null)
                    return true;
                clock._timers.Add(this);
                if (dueTime > TimeSpan.Zero)
                    return true;
            }

            ThreadPool.QueueUserWorkItem(_ => Fire());
            return true;
        }

        public void Fire()
        {
            lock (clock._lock)
            {
                if (!IsDue(clock._now))
                    return;
                _dueAt = _period > TimeSpan.Zero ? clock._now + _period : null;
                if (_dueAt is null)
                    clock._timers.Remove(this);
            }

            callback(state);
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                _dueAt = null;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
