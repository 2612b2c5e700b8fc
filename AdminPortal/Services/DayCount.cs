namespace AdminPortal.Services;

/// <summary>A count for one day in the viewer's time zone.</summary>
public sealed record DayCount(DateOnly Day, long Count)
{
    /// <summary>The last days up to today, oldest first, including days without any.</summary>
    /// <param name="zone">The viewer's time zone: days begin at midnight there.</param>
    /// <param name="counted">Times with their counts.</param>
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

    /// <summary>A time before the first of the last days in any time zone.</summary>
    public static DateTimeOffset Before(int days, DateTimeOffset now) => now.AddDays(-days - 1);

    private static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
}
