namespace AdminPortal.Services;

/// <summary>How many there were on one day (UTC).</summary>
public sealed record DayCount(DateOnly Day, long Count);
