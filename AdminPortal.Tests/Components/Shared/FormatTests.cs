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

    [Theory]
    [InlineData(0.999, "99 %")]
    [InlineData(1, "100 %")]
    public void Percent_IsRoundedDown(double share, string shown) => Assert.Equal(shown, Format.Percent(share));
}
