using System.Net;
using AdminPortal.Security;
using AdminPortal.Tests.Components;
using AdminPortal.Tests.Components.Account;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Security;

/// <summary>Which forwarded addresses are trusted.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData("203.0.113.9", null, null, false)]
    [InlineData("203.0.113.9", "10.0.0.7", null, false)]
    [InlineData("203.0.113.9", null, "10.0.0.0/8", false)]
    [InlineData("127.0.0.1", "10.0.0.7", null, false)]
    [InlineData("10.0.0.7", "10.0.0.6, 10.0.0.7", null, true)]
    [InlineData("10.0.0.7", null, "10.0.0.0/8,fd00::/8", true)]
    [InlineData("::ffff:10.0.0.7", "10.0.0.7", null, true)]
    public async Task ForwardedFor_FromAnUnknownAddress_IsIgnored(string peer, string? proxies, string? networks, bool isTrusted)
    {
        var settings = new Dictionary<string, string> { ["RateLimits:SignInAttemptsPerMinute"] = "2" };
        if (proxies is not null)
            settings["Proxy:KnownProxies"] = proxies;
        if (networks is not null)
            settings["Proxy:KnownNetworks"] = networks;
        await using var portal = new PagesApp(caller: peer, settings: settings);
        using var visitor = AccountVisitor.Of(portal);

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
            statuses.Add(
                (await visitor.PostAsync("/account/login", [("_handler", "login")], ("X-Forwarded-For", $"198.51.100.{i}")))
                    .Response
                    .StatusCode
            );
        var (page, _) = await visitor.GetAsync("/account/login", ("X-Forwarded-Proto", "https"), ("Host", "portal.example.com"));

        Assert.Equal(isTrusted ? 0 : 2, statuses.Count(s => s == HttpStatusCode.TooManyRequests));
        Assert.Equal(isTrusted, page.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task ForwardedFor_ForgedByAClient_IsTrustedUpToTheFirstUnknownAddressOnly()
    {
        await using var portal = new PagesApp(
            caller: "10.0.0.7",
            settings: new Dictionary<string, string>
            {
                ["RateLimits:SignInAttemptsPerMinute"] = "2",
                ["Proxy:KnownNetworks"] = "10.0.0.0/8",
            }
        );
        using var visitor = AccountVisitor.Of(portal);

        var last = HttpStatusCode.OK;
        for (var i = 0; i < 3; i++)
            last = (
                await visitor.PostAsync(
                    "/account/login",
                    [("_handler", "login")],
                    ("X-Forwarded-For", $"198.51.100.{i}, 203.0.113.9, 10.0.0.8")
                )
            )
                .Response
                .StatusCode;

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Fact]
    public async Task ForwardedHost_IsIgnored()
    {
        await using var portal = new PagesApp(
            caller: "10.0.0.7",
            settings: new Dictionary<string, string> { ["Proxy:KnownProxies"] = "10.0.0.7" }
        );

        var (_, _, location) = await portal.AskAsync("/", "portal.example.com", ("X-Forwarded-Host", "evil.example"));

        Assert.DoesNotContain("evil", location!.OriginalString);
    }

    [Theory]
    [InlineData("Proxy:KnownProxies", "localhost")]
    [InlineData("Proxy:KnownNetworks:0", "10.0.0.0/33")]
    public void InvalidSetting_IsReported(string key, string value)
    {
        Assert.StartsWith(
            $"Setting {key.Replace(":0", "", StringComparison.Ordinal)} takes ",
            Assert.Single(Configured.FaultsOf(ProxySettings.Read, (key, value))),
            StringComparison.Ordinal
        );
    }
}
