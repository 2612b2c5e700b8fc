using System.Globalization;

namespace AdminPortal.Components.Shared;

/// <summary>How the viewer's language writes moments and days, as their browser told it.</summary>
public sealed record TimePatterns(TimePattern Moment, TimePattern Day)
{
    private static readonly string[] s_months =
    [
        .. Enumerable.Range(1, 12).Select(month => CultureInfo.InvariantCulture.DateTimeFormat.GetAbbreviatedMonthName(month)),
    ];

    private static readonly string[] s_days = [.. Numbers(1, 31, "0")];

    /// <summary>Such as "3 May 2026, 14:05", until the browser has answered or if its answer is of no use.</summary>
    public static readonly TimePatterns Default = new(
        new(
            [
                new("day"),
                new("literal", " "),
                new("month"),
                new("literal", " "),
                new("year"),
                new("literal", ", "),
                new("hour"),
                new("literal", ":"),
                new("minute"),
            ],
            s_months,
            s_days,
            [.. Numbers(0, 23, "00")],
            []
        ),
        new([new("day"), new("literal", " "), new("month")], s_months, s_days, [], [])
    );

    /// <summary>The browser's answer, if each part of a moment is in it exactly once; otherwise the default.</summary>
    public static TimePatterns Of(TimePatterns? told) =>
        told is { Moment: { } moment, Day: { } day } && moment.Has("year", "month", "day", "hour", "minute") && day.Has("month", "day")
            ? told
            : Default;

    private static IEnumerable<string> Numbers(int first, int last, string format) =>
        Enumerable.Range(first, last - first + 1).Select(number => number.ToString(format, CultureInfo.InvariantCulture));
}

/// <summary>A part of a pattern: one of the types of <c>Intl.DateTimeFormat.formatToParts</c>.</summary>
/// <param name="Text">The text of a literal.</param>
public sealed record TimePart(string Type, string? Text = null);

/// <summary>The order of the parts, and how each month, day, hour and period of the day is written.</summary>
/// <param name="Months">From January.</param>
/// <param name="Days">From the first.</param>
/// <param name="Hours">From midnight, all 24.</param>
/// <param name="Periods">The period of each hour, such as "AM"; empty without.</param>
public sealed record TimePattern(
    IReadOnlyList<TimePart> Parts,
    IReadOnlyList<string> Months,
    IReadOnlyList<string> Days,
    IReadOnlyList<string> Hours,
    IReadOnlyList<string> Periods
)
{
    private const int MostParts = 30;
    private const int MostChars = 30;

    /// <summary>The time in this pattern.</summary>
    public string Write(DateTime time) =>
        string.Concat(
            Parts.Select(part =>
                part.Type switch
                {
                    "year" => time.Year.ToString(CultureInfo.InvariantCulture),
                    "month" => Months[time.Month - 1],
                    "day" => Days[time.Day - 1],
                    "hour" => Hours[time.Hour],
                    "minute" => time.Minute.ToString("00", CultureInfo.InvariantCulture),
                    "dayPeriod" => Periods[time.Hour],
                    _ => part.Text,
                }
            )
        );

    /// <summary>Whether it has each of these parts once, a text for every value, and nothing out of proportion.</summary>
    internal bool Has(params string[] types) =>
        Parts is { Count: <= MostParts }
        && types.All(type => Parts.Count(part => part?.Type == type) == 1)
        && Parts.All(part => part is not null && (part.Text ?? "").Length <= MostChars)
        && IsWhole(Months, 12)
        && IsWhole(Days, 31)
        && (!types.Contains("hour") || IsWhole(Hours, 24))
        && (Parts.All(part => part.Type != "dayPeriod") || IsWhole(Periods, 24));

    private static bool IsWhole(IReadOnlyList<string>? texts, int count) =>
        texts?.Count == count && texts.All(text => text is { Length: > 0 and <= MostChars });
}
