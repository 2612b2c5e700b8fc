using System.Globalization;

namespace AdminPortal.Components.Shared;

/// <summary>Counts and times for display. Phone numbers have <c>E164.Shown</c>.</summary>
internal static class Format
{
    /// <summary>Such as "1,234".</summary>
    public static string Count(double count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Such as "1 number" or "1,234 numbers".</summary>
    /// <param name="many">The plural, where it is not the word with an s.</param>
    public static string Count(long count, string one, string? many = null) => $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>Such as "1st", "12th" or "1,023rd".</summary>
    public static string Ordinal(long place) =>
        Count(place)
        + (
            place % 100 is >= 11 and <= 13
                ? "th"
                : (place % 10) switch
                {
                    1 => "st",
                    2 => "nd",
                    3 => "rd",
                    _ => "th",
                }
        );

    /// <summary>Such as "42 %", rounded down: 100 % means done.</summary>
    public static string Percent(double? share) => $"{Count(Math.Floor((share ?? 0) * 100))} %";

    /// <summary>Such as "3 hours" or "186 days": one unit, rounded down.</summary>
    public static string Duration(TimeSpan time) =>
        time switch
        {
            { TotalMinutes: < 1 } => "less than a minute",
            { TotalHours: < 1 } => Count((long)time.TotalMinutes, "minute"),
            { TotalDays: < 2 } => Count((long)time.TotalHours, "hour"),
            _ => Count((long)time.TotalDays, "day"),
        };

    /// <summary>Such as "12 seconds"; rounded up, for waiting times.</summary>
    public static string Wait(TimeSpan time) =>
        time < TimeSpan.FromMinutes(1)
            ? Count((long)Math.Ceiling(time.TotalSeconds), "second")
            : Count((long)Math.Ceiling(time.TotalMinutes), "minute");

    /// <summary>Such as "about 40 s left", for work in progress.</summary>
    public static string Left(TimeSpan left) =>
        left switch
        {
            { TotalSeconds: < 10 } => "a few seconds left",
            { TotalSeconds: < 90 } => $"about {Count(Math.Ceiling(left.TotalSeconds / 10) * 10)} s left",
            { TotalMinutes: < 90 } => $"about {Count(Math.Ceiling(left.TotalMinutes))} min left",
            _ => $"about {Count(Math.Ceiling(left.TotalHours))} h left",
        };

    /// <summary>Such as "in 12 days"; "any moment now" if it is due.</summary>
    public static string Until(DateTimeOffset moment, DateTimeOffset now) =>
        moment <= now ? "any moment now" : $"in {Duration(moment - now)}";

    /// <summary>Such as "12 days ago".</summary>
    public static string Since(DateTimeOffset moment, DateTimeOffset now) =>
        now - moment < TimeSpan.FromMinutes(1) ? "just now" : $"{Duration(now - moment)} ago";

    /// <summary>Such as "2 days ago" within the last week; null for other times, whose date says more.</summary>
    public static string? Recent(DateTimeOffset moment, DateTimeOffset now) =>
        now - moment < TimeSpan.FromDays(7) && moment - now < TimeSpan.FromMinutes(1) ? Since(moment, now) : null;

    /// <summary>A time in a zone, as the viewer's language writes it, such as "May 3, 2026, 2:05 PM"; marked as UTC if it is UTC.</summary>
    /// <param name="patterns">The viewer's; by default "3 May 2026, 14:05".</param>
    public static string Moment(DateTimeOffset at, TimeZoneInfo zone, TimePatterns? patterns = null) =>
        (patterns ?? TimePatterns.Default).Moment.Write(TimeZoneInfo.ConvertTime(at, zone).DateTime)
        + (zone.Id == TimeZoneInfo.Utc.Id ? " UTC" : "");

    /// <summary>A time to the second, such as "2026-05-03 14:05:09 UTC".</summary>
    public static string ExactMoment(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A time for a <c>datetime</c> attribute.</summary>
    public static string MachineMoment(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>Such as "3 Feb" or "Feb 3".</summary>
    public static string Day(DateOnly day, TimePatterns patterns) => patterns.Day.Write(day.ToDateTime(TimeOnly.MinValue));
}
