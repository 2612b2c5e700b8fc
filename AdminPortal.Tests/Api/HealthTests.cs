using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Api;

public sealed class HealthTests
{
    [Fact]
    public async Task Ready_AfterStartup_IsWarmSoon()
    {
        await using var app = new PortalApp();
        await app.InitializeAsync();
        (await app.Nobody.GetApiAsync("/health/live")).Is(200);

        ApiReply reply;
        var patience = TimeSpan.FromSeconds(30);
        var started = TimeProvider.System.GetTimestamp();
        while (
            (reply = await app.Nobody.GetApiAsync("/health/ready")).Status == 503 && TimeProvider.System.GetElapsedTime(started) < patience
        )
        {
            Assert.Equal("warming up", reply.Text);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        reply.Is(200);
    }

    [Fact]
    public async Task Ready_DatabaseUnavailable_IsReportedInOneLine()
    {
        await using var app = new BrokenPortalApp();
        await app.InitializeAsync();

        app.BreakDatabase();
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);

        Assert.StartsWith(
            "The database file was deleted or replaced",
            (await app.Nobody.GetApiAsync("/health/ready")).Is(503).Text,
            StringComparison.Ordinal
        );
        (await app.Nobody.GetApiAsync("/health/live")).Is(200);
    }
}
