using AdminPortal.Components.Shared;

namespace AdminPortal.Tests.Components.Shared;

public sealed class FormatTests
{
    private static readonly DateTimeOffset s_now = new(2026, 5, 3, 19, 5, 9, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "0 businesses")]
    [InlineData(1, "1 business")]
    [InlineData(2012, "2,012 businesses")]
    public void Count_TakesTheRightPlural(long count, string shown) => Assert.Equal(shown, Format.Count(count, "business", "businesses"));

    [Theory]
    [InlineData(1, "1st")]
    [InlineData(12, "12th")]
    [InlineData(1023, "1,023rd")]
    public void Ordinal_TakesTheRightEnding(long place, string shown) => Assert.Equal(shown, Format.Ordinal(place));

    [Theory]
    [InlineData(30, "just now")]
    [InlineData(90, "1 minute ago")]
    [InlineData(47 * 3600, "47 hours ago")]
    [InlineData(1_100 * 86_400, "1,100 days ago")]
    public void Since_IsOneUnitRoundedDown(long seconds, string shown) =>
        Assert.Equal(shown, Format.Since(s_now.AddSeconds(-seconds), s_now));

    [Fact]
    public void Moment_IsInTheViewersZone_AndNamesUtc()
    {
        Assert.Equal("3 May 2026, 14:05", Format.Moment(s_now, TimeZoneInfo.FindSystemTimeZoneById("America/Chicago")));
        Assert.Equal("3 May 2026, 19:05 UTC", Format.Moment(s_now, TimeZoneInfo.Utc));
        Assert.Equal("2026-05-03 19:05:09 UTC", Format.ExactMoment(s_now));
    }

    [Fact]
    public void Moment_IsWrittenAsTheViewersLanguageDoes()
    {
        string[] hours = [.. Enumerable.Range(0, 24).Select(h => $"{(h + 11) % 12 + 1}")];
        string[] periods = [.. Enumerable.Range(0, 24).Select(h => h < 12 ? "AM" : "PM")];
        string[] days = [.. Enumerable.Range(1, 31).Select(d => $"{d}")];
        string[] months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        TimePart[] day = [new("month"), new("literal", " "), new("day")];
        TimePart[] time = [new("literal", ", "), new("year"), new("literal", ", "), new("hour"), new("literal", ":"), new("minute")];
        TimePart[] period = [new("literal", " "), new("dayPeriod")];
        var american = new TimePatterns(new([.. day, .. time, .. period], months, days, hours, periods), new(day, months, days, [], []));

        var patterns = TimePatterns.Of(american);

        Assert.Equal("May 3, 2026, 2:05 PM", Format.Moment(s_now, TimeZoneInfo.FindSystemTimeZoneById("America/Chicago"), patterns));
        Assert.Equal("May 4, 2026, 12:05 AM UTC", Format.Moment(s_now.AddHours(5), TimeZoneInfo.Utc, patterns));
        Assert.Equal("May 3", Format.Day(new DateOnly(2026, 5, 3), patterns));
        Assert.Equal("3 May", Format.Day(new DateOnly(2026, 5, 3), TimePatterns.Default));
    }

    [Fact]
    public void Patterns_ThatAreIncompleteOrOversized_AreNotUsed()
    {
        var whole = TimePatterns.Default;
        TimePatterns?[] useless =
        [
            null,
            new(null!, null!),
            whole with
            {
                Moment = whole.Day,
            },
            whole with
            {
                Moment = whole.Moment with { Months = ["Jan"] },
            },
            whole with
            {
                Moment = whole.Moment with { Days = null! },
            },
            whole with
            {
                Moment = whole.Moment with { Parts = [.. whole.Moment.Parts, new("day")] },
            },
            whole with
            {
                Moment = whole.Moment with { Parts = [.. whole.Moment.Parts, new("dayPeriod")] },
            },
            whole with
            {
                Moment = whole.Moment with { Parts = [.. whole.Moment.Parts, new("literal", new string('x', 10_000))] },
            },
            whole with
            {
                Day = whole.Day with { Parts = [null!] },
            },
        ];

        Assert.All(useless, told => Assert.Same(TimePatterns.Default, TimePatterns.Of(told)));
    }

    [Theory]
    [InlineData(-3600, null)]
    [InlineData(0, "just now")]
    [InlineData(3 * 86_400, "3 days ago")]
    [InlineData(7 * 86_400, null)]
    public void Recent_IsWithinTheLastWeek(long seconds, string? shown) =>
        Assert.Equal(shown, Format.Recent(s_now.AddSeconds(-seconds), s_now));

    [Theory]
    [InlineData(0.999, "99 %")]
    [InlineData(1, "100 %")]
    public void Percent_IsRoundedDown(double share, string shown) => Assert.Equal(shown, Format.Percent(share));
}
