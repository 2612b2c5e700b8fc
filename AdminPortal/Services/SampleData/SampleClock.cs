namespace AdminPortal.Services.SampleData;

/// <summary>A clock that is set to the moments of the made-up past, and never past <paramref name="end"/>.</summary>
internal sealed class SampleClock(DateTimeOffset end) : TimeProvider
{
    private DateTimeOffset _now;

    /// <summary>The present of the real clock when the making began.</summary>
    public DateTimeOffset End => end;

    public void Set(DateTimeOffset now) => _now = now < end ? now : end;

    public override DateTimeOffset GetUtcNow() => _now;
}
