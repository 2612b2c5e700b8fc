using System.Net.Sockets;
using System.Text;
using AdminPortal.Data.Entities;
using AdminPortal.Tests.Components;

namespace AdminPortal.Tests.Security;

/// <summary>Who may open a page's connection, with the cookie of a signed-in user.</summary>
public sealed class CrossOriginRequestsTests
{
    [Theory]
    [InlineData("https://evil.example", 403)]
    [InlineData("http://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("http://localhost:1", 403)]
    [InlineData("http://HOST.evil.example", 403)]
    [InlineData("http://HOST", 101)]
    [InlineData("https://portal.example.com", 101)]
    [InlineData(null, 101)]
    public async Task WebSocket_OfAnotherSite_IsRefused(string? origin, int expected)
    {
        await using var portal = new PagesApp(settings: new Dictionary<string, string> { ["PublicUrl"] = "https://portal.example.com/" });
        portal.UseKestrel(0);
        portal.StartServer();
        var session = portal.SessionOf(await portal.SignInAsync(PortalRole.Admin));
        var (host, port) = (portal.ClientOptions.BaseAddress.Authority, portal.ClientOptions.BaseAddress.Port);

        using var connection = new TcpClient();
        await connection.ConnectAsync("localhost", port, TestContext.Current.CancellationToken);
        var request =
            $"GET /_blazor HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: {session}\r\n"
            + (origin is null ? "" : $"Origin: {origin.Replace("HOST", host, StringComparison.Ordinal)}\r\n")
            + "\r\n";
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var answer = new StreamReader(connection.GetStream());

        Assert.StartsWith($"HTTP/1.1 {expected} ", await answer.ReadLineAsync(TestContext.Current.CancellationToken));
    }
}
