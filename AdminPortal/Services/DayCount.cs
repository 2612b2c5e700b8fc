namespace AdminPortal.Services;

/// <summary>How many there were on one day of the viewer's.</summary>
public sealed record DayCount(DateOnly Day, long Count)
{
    /// <summary>The last days up to today, the oldest first; days without any are included.</summary>
    /// <param name="zone">Where the viewer is: days begin at midnight there.</param>
    /// <param name="counted">Moments, and how many there were at each.</param>
    public static IReadOnlyList<DayCount> Last(
        int days,
        DateTimeOffset now,
        TimeZoneInfo zone,
        IEnumerable<(DateTimeOffset At, long Count)> counted
    )
    {
        var today = DayOf(now, zone);
        var counts = new Dictionary<DateOnly, long>(days);
        foreach (var (at, count) in counted)
            counts[DayOf(at, zone)] = counts.GetValueOrDefault(DayOf(at, zone)) + count;
        return
        [
            .. Enumerable
                .Range(0, days)
                .Select(i => today.AddDays(i + 1 - days))
                .Select(day => new DayCount(day, counts.GetValueOrDefault(day))),
        ];
    }

    /// <summary>A moment that is before the first of the last days, wherever the viewer is.</summary>
    public static DateTimeOffset Before(int days, DateTimeOffset now) => now.AddDays(-days - 1);

    private static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
}
