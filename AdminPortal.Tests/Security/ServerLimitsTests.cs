using System.Net;
using AdminPortal.Tests.Components;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AdminPortal.Tests.Security;

public sealed class ServerLimitsTests
{
    [Fact]
    public async Task Server_LimitsBodiesHeadersAndPages()
    {
        await using var portal = new PagesApp();

        var server = portal.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value;
        var circuits = portal.Services.GetRequiredService<IOptions<CircuitOptions>>().Value;

        Assert.False(server.AddServerHeader);
        Assert.Equal(1024 * 1024, server.Limits.MaxRequestBodySize);
        Assert.NotNull(server.Limits.MaxConcurrentUpgradedConnections);
        Assert.Equal(100, circuits.DisconnectedCircuitMaxRetained);
        Assert.False(circuits.DetailedErrors);
    }

    [Fact]
    public async Task Form_AboveTheSizeLimit_IsNotRead()
    {
        await using var portal = new PagesApp();
        portal.UseKestrel(0);
        portal.StartServer();
        using var client = new HttpClient { BaseAddress = portal.ClientOptions.BaseAddress };
        client.DefaultRequestHeaders.ExpectContinue = true;
        using var form = new FormUrlEncodedContent([
            KeyValuePair.Create("_handler", "login"),
            KeyValuePair.Create("Input.Password", new string('x', 2_000_000)),
        ]);

        using var response = await client.PostAsync(
            new Uri("/account/login", UriKind.Relative),
            form,
            TestContext.Current.CancellationToken
        );

        Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge, response.ToString());
    }
}
