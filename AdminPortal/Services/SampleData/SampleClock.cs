namespace AdminPortal.Services.SampleData;

/// <summary>A clock set to times in the sample's past, never past <paramref name="end"/>.</summary>
internal sealed class SampleClock(DateTimeOffset end) : TimeProvider
{
    private DateTimeOffset _now;

    /// <summary>The real time when the generation began.</summary>
    public DateTimeOffset End => end;

    public void Set(DateTimeOffset now) => _now = now < end ? now : end;

    public override DateTimeOffset GetUtcNow() => _now;
}
