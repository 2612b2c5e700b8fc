using AdminPortal.Components.Pages.History;

namespace AdminPortal.Tests.Components.Pages.History;

public sealed class HistoryViewTests
{
    private static readonly TimeZoneInfo s_chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");

    [Fact]
    public void Days_AreWholeDaysInTheViewersZone()
    {
        // Summer time ends there on the second of November, which has 25 hours.
        var filter = HistoryView.Of(null, null, null, null, null, "2025-11-02", "2025-11-02").FilterIn(s_chicago, DateTimeOffset.UtcNow);

        Assert.Equal(new DateTimeOffset(2025, 11, 2, 5, 0, 0, TimeSpan.Zero), filter.From);
        Assert.Equal(new DateTimeOffset(2025, 11, 3, 6, 0, 0, TimeSpan.Zero), filter.Until);
    }

    [Theory]
    [InlineData("this-month", "2026-03-01T06:00Z", null)]
    [InlineData("previous-month", "2026-02-01T06:00Z", "2026-03-01T06:00Z")]
    public void Months_AreCalendarMonthsInTheViewersZone(string time, string from, string? until)
    {
        // In UTC it is April already.
        var now = new DateTimeOffset(2026, 4, 1, 2, 0, 0, TimeSpan.Zero);

        var filter = HistoryView.Of(null, null, null, null, time, null, null).FilterIn(s_chicago, now);

        Assert.Equal((At(from), At(until)), (filter.From, filter.Until));

        static DateTimeOffset? At(string? text) =>
            text is null ? null : DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Today_BeginsInTheViewersZone()
    {
        var now = new DateTimeOffset(2026, 3, 10, 2, 0, 0, TimeSpan.Zero);

        var filter = HistoryView.Of(null, null, null, null, "today", null, null).FilterIn(s_chicago, now);

        Assert.Equal((new DateTimeOffset(2026, 3, 9, 5, 0, 0, TimeSpan.Zero), (DateTimeOffset?)null), (filter.From!.Value, filter.Until));
    }

    [Theory]
    [InlineData("nonsense", "nonsense", "nonsense", "2026-13-45")]
    [InlineData("", " ", "", "")]
    [InlineData("2", "9", "99", "20260101")]
    public void Address_WithUnknownValues_IgnoresThem(string what, string business, string time, string day) =>
        Assert.Equal(HistoryView.All, HistoryView.Of(" ", what, null, business, time, day, day));
}
