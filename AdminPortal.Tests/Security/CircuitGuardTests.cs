using System.Net;
using System.Net.WebSockets;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Security;
using AdminPortal.Services;
using AdminPortal.Services.Settings;
using AdminPortal.Tests.Components;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Security;

/// <summary>Live pages called directly, with the cookies of real sessions.</summary>
public sealed class CircuitGuardTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_OfAnotherSession_CannotBeTakenOver_AndItsOwnerCanReconnect()
    {
        var log = new CollectedLog();
        await using var portal = Start(services => services.AddSingleton<ILoggerProvider>(log));
        var address = portal.ClientOptions.BaseAddress;
        var owner = await AddAsync(portal, PortalRole.Admin);
        var again = portal.SessionOf(await TestPeople.AgainAsync(portal.Services.GetRequiredService<PortalDatabase>(), owner.Actor));
        var other = await AddAsync(portal, PortalRole.Support);
        string secret;
        await using (var page = await PageClient.ConnectAsync(address, owner.Cookie))
        {
            secret = Assert.IsType<string>(await page.StartAsync(address));
            // Neither while it is connected,
            Assert.False(await TryAsync(other.Cookie, secret));
        }

        // nor after its connection broke, nor by another session of the same user.
        Assert.False(await TryAsync(other.Cookie, secret));
        Assert.False(await TryAsync(again, secret));
        Assert.False(await TryAsync(owner.Cookie, secret + "x"));
        await using (var thief = await PageClient.ConnectAsync(address, other.Cookie))
        {
            Assert.Null(await thief.ResumeAsync(address, secret));
            Assert.Empty(thief.Told);
        }

        Assert.True(await TryAsync(owner.Cookie, secret));
        Assert.Contains(
            log.Of("PageOfOthersRefused"),
            line => line.StartsWith($"{other.Actor.SessionIdentity!.UserId} refused from", StringComparison.Ordinal)
        );

        async Task<bool> TryAsync(string cookie, string id)
        {
            await using var client = await PageClient.ConnectAsync(address, cookie);
            return await client.ReconnectAsync(id);
        }
    }

    [Fact]
    public async Task Page_OfAnotherSession_CannotBeClosed()
    {
        await using var portal = Start();
        var address = portal.ClientOptions.BaseAddress;
        var owner = await AddAsync(portal, PortalRole.Admin);
        var other = await AddAsync(portal, PortalRole.Support);
        await using var page = await PageClient.ConnectAsync(address, owner.Cookie);
        var secret = (await page.StartAsync(address))!;

        Assert.Equal(HttpStatusCode.Forbidden, await CloseAsync(portal, other.Cookie, secret));
        Assert.Equal(1, portal.Services.GetRequiredService<OpenPages>().Count);
        Assert.Equal(HttpStatusCode.OK, await CloseAsync(portal, owner.Cookie, secret));
        await UntilOpenAsync(portal, 0);
    }

    [Fact]
    public async Task Connection_OfAnotherSession_CannotBeUsed()
    {
        await using var portal = Start();
        var address = portal.ClientOptions.BaseAddress;
        var owner = await AddAsync(portal, PortalRole.Admin);
        var other = await AddAsync(portal, PortalRole.Support);
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = address };
        var negotiated = await AskAsync("/_blazor/negotiate?negotiateVersion=1", owner.Cookie);
        var token = System
            .Text.Json.JsonDocument.Parse(await negotiated.Content.ReadAsStringAsync(Cancel))
            .RootElement.GetProperty("connectionToken")
            .GetString()!;
        await using var page = await PageClient.ConnectAsync(address, owner.Cookie, $"id={token}");

        using var stolen = await AskAsync($"/_blazor?id={token}", other.Cookie);

        Assert.Equal(HttpStatusCode.Forbidden, stolen.StatusCode);
        Assert.NotNull(await page.StartAsync(address));

        async Task<HttpResponseMessage> AskAsync(string path, string cookie)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { { "Cookie", cookie } } };
            return await client.SendAsync(request, Cancel);
        }
    }

    [Fact]
    public async Task Pages_AboveTheLimitOfASession_AreRefusedWithAMessage_UntilOneIsClosed()
    {
        await using var portal = Start(("OpenPages:PerSession", "3"));
        var address = portal.ClientOptions.BaseAddress;
        var me = await AddAsync(portal, PortalRole.Admin);
        var other = await AddAsync(portal, PortalRole.Support);
        var secrets = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            // Disconnected pages are kept for reconnecting, and count.
            await using var page = await PageClient.ConnectAsync(address, me.Cookie);
            secrets.Add((await page.StartAsync(address))!);
        }

        await using var more = await PageClient.ConnectAsync(address, me.Cookie);
        Assert.Null(await more.StartAsync(address));
        Assert.Contains(
            more.Told,
            told =>
                told.Function == "JS.Error"
                && told.First is string words
                && words.Contains("3 pages open in this browser", StringComparison.Ordinal)
        );
        var (status, text) = await GetAsync(portal, me.Cookie);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("Too many open pages", text);
        Assert.Contains("Close some", text);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(portal, other.Cookie)).Status);

        Assert.Equal(HttpStatusCode.OK, await CloseAsync(portal, me.Cookie, secrets[0]));
        await UntilOpenAsync(portal, 2);
        Assert.NotNull(await more.StartAsync(address));
        Assert.Equal(3, portal.Services.GetRequiredService<OpenPages>().Count);
    }

    [Fact]
    public async Task Pages_AboveTheLimitOfAUserOrInTotal_AreRefused_StaffLast()
    {
        await using var portal = Start(("OpenPages:PerSession", "5"), ("OpenPages:PerUser", "6"), ("OpenPages:Total", "10"));
        var address = portal.ClientOptions.BaseAddress;
        var business = await portal.AddBusinessAsync();
        var clients = new List<PageClient>();
        try
        {
            var me = await AddAsync(portal, PortalRole.Business, business, "one@example.com");
            var again = portal.SessionOf(await TestPeople.AgainAsync(portal.Services.GetRequiredService<PortalDatabase>(), me.Actor));
            Assert.Equal(5, await OpenAsync(me.Cookie, 6));
            Assert.Equal(1, await OpenAsync(again, 2));
            Assert.Equal(3, await OpenAsync((await AddAsync(portal, PortalRole.Business, business, "two@example.com")).Cookie, 4));
            var staff = await AddAsync(portal, PortalRole.Support);
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(portal, staff.Cookie)).Status);
            Assert.Equal(1, await OpenAsync(staff.Cookie, 3));
            var (status, text) = await GetAsync(portal, staff.Cookie);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.Contains("The portal has too many open pages", text);
        }
        finally
        {
            foreach (var client in clients)
                await client.DisposeAsync();
        }

        async Task<int> OpenAsync(string cookie, int most)
        {
            var open = await Task.WhenAll(
                Enumerable
                    .Range(0, most)
                    .Select(async _ =>
                    {
                        var client = await PageClient.ConnectAsync(address, cookie);
                        lock (clients)
                            clients.Add(client);
                        return await client.StartAsync(address);
                    })
            );
            return open.Count(secret => secret is not null);
        }
    }

    [Fact]
    public async Task Connections_WithoutAPage_AreLimitedAndClosed()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var portal = Start(
            [("OpenPages:PerSession", "3")],
            services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock))
        );
        var address = portal.ClientOptions.BaseAddress;
        var me = await AddAsync(portal, PortalRole.Admin);
        var clients = new List<PageClient>();
        for (var i = 0; i < 6; i++)
            clients.Add(await PageClient.ConnectAsync(address, me.Cookie));

        Assert.Contains("429", (await Assert.ThrowsAsync<WebSocketException>(() => PageClient.ConnectAsync(address, me.Cookie))).Message);
        Assert.NotNull(await clients[0].StartAsync(address));
        clock.Advance(CircuitGuard.Patience);
        await Task.WhenAll(clients.Skip(1).Select(c => c.EndAsync()));
        Assert.False(await clients[0].ReconnectAsync("nothing"));
        foreach (var client in clients)
            await client.DisposeAsync();
    }

    [Theory]
    [InlineData("/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("/_blazor/negotiate/?negotiateVersion=1")]
    [InlineData("/_BLAZOR/Negotiate")]
    [InlineData("/_blazor/disconnect")]
    [InlineData("/_blazor")]
    public async Task AnonymousVisitor_GetsNoConnection(string path)
    {
        await using var portal = Start();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = portal.ClientOptions.BaseAddress,
        };

        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), null, Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("PerSession", "0", "1")]
    [InlineData("PerSession", "many", "1")]
    [InlineData("PerUser", "49", "50")]
    [InlineData("Total", "199", "200")]
    public void Setting_OutOfRange_IsReported(string key, string value, string least)
    {
        Assert.StartsWith(
            $"Setting OpenPages:{key} takes a whole number from {least} to",
            Configured.FaultsOf(OpenPageSettings.Read, ($"OpenPages:{key}", value))[0],
            StringComparison.Ordinal
        );
    }

    private static PagesApp Start(params (string Key, string Value)[] settings) => Start(settings, null);

    private static PagesApp Start(Action<IServiceCollection> services) => Start([], services);

    private static PagesApp Start((string Key, string Value)[] settings, Action<IServiceCollection>? services)
    {
        var portal = new PagesApp(services: services, settings: settings.ToDictionary(s => s.Key, s => s.Value));
        portal.UseKestrel(0);
        portal.StartServer();
        return portal;
    }

    private static async Task<(Actor Actor, string Cookie)> AddAsync(
        PagesApp portal,
        PortalRole role,
        Guid? business = null,
        string? email = null
    )
    {
        var actor = await TestPeople.AddAsync(portal.Services.GetRequiredService<PortalDatabase>(), role, business, email);
        return (actor, portal.SessionOf(actor));
    }

    /// <summary>The request that a page's script sends when it is left.</summary>
    private static async Task<HttpStatusCode> CloseAsync(PagesApp portal, string cookie, string secret)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = portal.ClientOptions.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/disconnect")
        {
            Headers = { { "Cookie", cookie } },
            Content = new MultipartFormDataContent { { new StringContent(secret), "circuitId" } },
        };
        using var answer = await client.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(PagesApp portal, string cookie)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = portal.ClientOptions.BaseAddress,
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/phone-inventory")
        {
            Headers = { { "Cookie", cookie }, { "Accept", "text/html" } },
        };
        using var answer = await client.SendAsync(request, Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>The end of a page follows its last message.</summary>
    private static async Task UntilOpenAsync(PagesApp portal, int count)
    {
        var pages = portal.Services.GetRequiredService<OpenPages>();
        for (var i = 0; i < 400 && pages.Count != count; i++)
            await Task.Delay(25, Cancel);
        Assert.Equal(count, pages.Count);
    }
}
