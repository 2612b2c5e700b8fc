using System.Globalization;

namespace AdminPortal.Components.Shared;

/// <summary>Durations in words: one unit, rounded down.</summary>
public static class Durations
{
    /// <summary>Such as "3 hours" or "186 days".</summary>
    public static string Of(TimeSpan time) =>
        time switch
        {
            { TotalMinutes: < 1 } => "less than a minute",
            { TotalHours: < 1 } => Count(time.TotalMinutes, "minute"),
            { TotalDays: < 2 } => Count(time.TotalHours, "hour"),
            _ => Count(time.TotalDays, "day"),
        };

    /// <summary>Such as "in 12 days"; "any moment now" if it is due.</summary>
    public static string Until(DateTimeOffset moment, DateTimeOffset now) => moment <= now ? "any moment now" : $"in {Of(moment - now)}";

    /// <summary>Such as "12 days ago".</summary>
    public static string Since(DateTimeOffset moment, DateTimeOffset now) =>
        now - moment < TimeSpan.FromMinutes(1) ? "just now" : $"{Of(now - moment)} ago";

    /// <summary>Such as "12 seconds", rounded up, for waiting times.</summary>
    public static string Brief(TimeSpan time) =>
        time < TimeSpan.FromMinutes(1)
            ? Count(Math.Ceiling(time.TotalSeconds), "second")
            : Count(Math.Ceiling(time.TotalMinutes), "minute");

    private static string Count(double amount, string unit)
    {
        var whole = Math.Floor(amount);
        return whole.ToString("N0", CultureInfo.InvariantCulture) + " " + unit + (whole == 1 ? "" : "s");
    }
}
