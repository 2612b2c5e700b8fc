namespace AdminPortal.Data;

/// <summary>Times as the databases store them.</summary>
public static class PortalClock
{
    /// <summary>The current UTC time, truncated to microseconds: what both databases store. A finer time would change when it is read back,
    /// and a cursor made from it would skip or repeat a row.</summary>
    public static DateTimeOffset UtcNowMicroseconds(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
    }
}
