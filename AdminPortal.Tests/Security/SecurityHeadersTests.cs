using AdminPortal.Data.Entities;
using AdminPortal.Security;
using AdminPortal.Tests.Components;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Security;

/// <summary>The headers of every response.</summary>
public sealed class SecurityHeadersTests(SharedPages pages, SecurityHeadersTests.RealServer server)
    : IClassFixture<SharedPages>,
        IClassFixture<SecurityHeadersTests.RealServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/history")]
    [InlineData("/account/login")]
    [InlineData("/no-such-page")]
    [InlineData("/app.css")]
    [InlineData("/api/admin/phone-numbers")]
    [InlineData("/api/nowhere")]
    [InlineData("/health/live")]
    [InlineData("/openapi/v1.json")]
    public async Task EveryResponse_HasOneContentPolicyAndTheOtherHeaders(string path)
    {
        using var client = pages.Visit(PortalRole.Admin);

        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Cancel);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal(ContentPolicy.Strict, policy);
        Assert.DoesNotContain("unsafe-eval", policy);
        Assert.DoesNotContain("unsafe-inline", policy.Replace("style-src 'self' 'unsafe-inline'", "", StringComparison.Ordinal));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(response.Headers.GetValues("X-Frame-Options")));
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.Contains("camera=()", Assert.Single(response.Headers.GetValues("Permissions-Policy")));
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task DocsPage_Script_HasTheNonceOfItsPolicy_NewForEachRequest()
    {
        using var client = pages.Visit(role: null);
        var nonces = new HashSet<string>();
        for (var i = 0; i < 2; i++)
        {
            using var response = await client.GetAsync(new Uri("/docs/", UriKind.Relative), Cancel);
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            var nonce = policy.Split("'nonce-")[1].Split('\'')[0];
            Assert.Contains($"nonce=\"{nonce}\"", await response.Content.ReadAsStringAsync(Cancel));
            Assert.DoesNotContain("unsafe-inline", policy.Replace("style-src 'self' 'unsafe-inline'", "", StringComparison.Ordinal));
            nonces.Add(nonce);
        }

        Assert.Equal(2, nonces.Count);
    }

    [Theory]
    [InlineData("Production", "https://portal.example.com/", true)]
    [InlineData("Production", "http://portal.example.com/", false)]
    [InlineData("Production", "https://localhost/", false)]
    [InlineData("Development", "https://portal.example.com/", false)]
    public async Task Hsts_IsSentOverHttpsOutsideOfDevelopment(string environment, string address, bool expected)
    {
        await using var portal = new PagesApp(environment);
        using var client = portal.CreateClient(new() { BaseAddress = new Uri(address) });

        using var response = await client.GetAsync(new Uri("/account/login", UriKind.Relative), Cancel);

        Assert.Equal(expected, response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task ForeignHost_IsRefused_WithTheHeadersToo()
    {
        await using var portal = new PagesApp(settings: new Dictionary<string, string> { ["AllowedHosts"] = "portal.example.com" });
        using var foreign = portal.Visit("evil.example");
        using var ours = portal.Visit("portal.example.com");

        using var refused = await foreign.GetAsync(new Uri("/account/login", UriKind.Relative), Cancel);
        using var served = await ours.GetAsync(new Uri("/account/login", UriKind.Relative), Cancel);

        Assert.Equal((400, 200), ((int)refused.StatusCode, (int)served.StatusCode));
        Assert.True(refused.Headers.Contains("Content-Security-Policy"));
    }

    [Fact]
    public async Task Health_UnderAnyHost_IsAnswered()
    {
        await using var portal = new PagesApp(
            settings: new Dictionary<string, string> { ["AllowedHosts"] = "portal.example.com; *.example.org" }
        );
        foreach (var host in (string[])["10.0.0.7", "[::1]", "evil.example"])
        {
            using var probe = portal.Visit(host);
            using var live = await probe.GetAsync(new Uri("/health/live", UriKind.Relative), Cancel);
            using var other = await probe.GetAsync(new Uri("/api/business/me", UriKind.Relative), Cancel);
            Assert.Equal((200, 400), ((int)live.StatusCode, (int)other.StatusCode));
        }

        using var allowed = portal.Visit("www.example.org");
        using var answer = await allowed.GetAsync(new Uri("/api/business/me", UriKind.Relative), Cancel);
        Assert.Equal(401, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/account/login")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/api/admin/phone-numbers")]
    public async Task Head_IsAnsweredAsGet_WithoutABody(string path)
    {
        var get = await server.Admin.GetApiAsync(path);
        var head = await server.Admin.SendAsync("HEAD", path);

        Assert.Equal((get.Status, get.MediaType, ""), (head.Status, head.MediaType, head.Text));
    }

    [Fact]
    public async Task Data_IsNotCached_AndTheServerHeaderIsMissing()
    {
        var (numbers, live, docs, css) = (
            await server.Admin.GetApiAsync("/api/admin/phone-numbers"),
            await server.Nobody.GetApiAsync("/health/live"),
            await server.Nobody.GetApiAsync("/openapi/v1.json"),
            await server.Nobody.GetApiAsync("/app.css")
        );

        Assert.Equal("no-store", numbers.Is(200).Header("Cache-Control"));
        Assert.Equal("no-store", live.Is(200).Header("Cache-Control"));
        Assert.NotEqual("no-store", docs.Is(200).Header("Cache-Control"));
        Assert.NotEqual("no-store", css.Is(200).Header("Cache-Control"));
        Assert.All([numbers, live, docs, css], answer => Assert.Null(answer.Header("Server")));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/businesses")]
    [InlineData("/admin/phone-inventory/export.csv")]
    [InlineData("/account/login")]
    public async Task Page_IsNotCached(string path)
    {
        using var client = pages.Visit(PortalRole.Admin);

        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Cancel);

        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    /// <summary>A portal that listens on a port: the test server answers HEAD in another way, and adds no header of its own.</summary>
    public sealed class RealServer : PortalApp
    {
        public override ValueTask InitializeAsync()
        {
            UseKestrel(0);
            StartServer();
            return base.InitializeAsync();
        }
    }
}
