namespace AdminPortal.Components.Shared;

/// <summary>Renders a list every minute, so that "5 minutes ago" stays true while nobody touches the page.</summary>
internal sealed class MinuteTimer(TimeProvider clock, Func<Task> render) : IDisposable
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    // A page that closes at the same moment ignores the call.
    private readonly ITimer _timer = clock.CreateTimer(_ => _ = render(), null, s_minute, s_minute);

    public void Dispose() => _timer.Dispose();
}
