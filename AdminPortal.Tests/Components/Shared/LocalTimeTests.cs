using AdminPortal.Components.Shared;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Components.Shared;

public sealed class LocalTimeTests : PageTest
{
    [Fact]
    public async Task Time_OnceTheZoneIsKnown_IsTheViewersWithUtcOnHover()
    {
        await Services.GetRequiredService<PortalBrowser>().FindZoneAsync();

        var time = Render<LocalTime>(with => with.Add(t => t.At, new DateTimeOffset(2026, 7, 4, 3, 30, 15, TimeSpan.Zero))).Find("time");

        Assert.Equal("3 Jul 2026, 22:30", time.TextContent);
        Assert.Equal("2026-07-04 03:30:15 UTC", time.GetAttribute("title"));
        Assert.Equal("2026-07-04T03:30:15.000Z", time.GetAttribute("datetime"));
    }

    [Fact]
    public async Task Time_Recent_SaysHowLongAgo_WithBothTimesOnHover()
    {
        await Services.GetRequiredService<PortalBrowser>().FindZoneAsync();
        var at = new DateTimeOffset(2026, 7, 4, 3, 30, 15, TimeSpan.Zero);

        var time = Render<LocalTime>(with => with.Add(t => t.At, at).Add(t => t.Now, at.AddHours(30)));

        Assert.Equal("30 hours ago", time.Find("time").TextContent);
        Assert.Equal("3 Jul 2026, 22:30 (2026-07-04 03:30:15 UTC)", time.Find("time").GetAttribute("title"));
        time.Render(with => with.Add(t => t.Now, at.AddDays(8)));
        Assert.Equal("3 Jul 2026, 22:30", time.Find("time").TextContent);
    }

    [Fact]
    public void Time_BeforeTheZoneIsKnown_IsUtcAndThenTheViewers()
    {
        var zone = JSInterop.SetupModule("./js/portal.js").Setup<string>("timeZone");
        var time = Render<LocalTime>(with => with.Add(t => t.At, new DateTimeOffset(2026, 7, 4, 3, 30, 15, TimeSpan.Zero)));
        Assert.Equal("4 Jul 2026, 03:30 UTC", time.Find("time").TextContent);

        zone.SetResult("America/Chicago");

        time.WaitForAssertion(() => Assert.Equal("3 Jul 2026, 22:30", time.Find("time").TextContent));
    }
}
