using System.Net;

namespace AdminPortal.Tests.Support;

public sealed class PortalProcessTests
{
    [Fact]
    public async Task Kill_WhileRunning_EndsIt_AndItRestartsOnTheSamePort()
    {
        using var folder = TempFolder.WithDatabase();
        await using var portal = new PortalProcess(
            PortalProcess.Settings("Sqlite", folder.SqliteConnectionString()),
            readyPath: "/health/live"
        );

        await portal.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await LiveAsync(portal));

        portal.Kill();
        await Assert.ThrowsAsync<HttpRequestException>(() => LiveAsync(portal));

        await portal.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await LiveAsync(portal));
        Assert.Equal(0, await portal.StopAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => LiveAsync(portal));
    }

    private static async Task<HttpStatusCode> LiveAsync(PortalProcess portal)
    {
        using var answer = await portal.Client.GetAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
