using System.Net;
using System.Text.RegularExpressions;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Numbers;
using AdminPortal.Tests.Browser;
using AdminPortal.Tests.Components;
using AdminPortal.Tests.Components.Account;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Security;

/// <summary>The portal under the path of its <c>PublicUrl</c>, whether the proxy forwards that path or strips it.</summary>
public sealed partial class PublicPathTests
{
    private static readonly Dictionary<string, string> s_settings = new() { ["PublicUrl"] = "http://localhost/portal" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SignInAndOut_UnderABasePath_StaysUnderIt(bool strips)
    {
        await using var portal = new PagesApp(settings: s_settings);
        using var visitor = AccountVisitor.Through(portal, new PathProxy(strips));
        await TestPeople.AddAsync(portal.Services.GetRequiredService<PortalDatabase>(), PortalRole.Admin);

        var (asked, _) = await visitor.GetAsync("/portal/businesses?q=dental");
        var login = PathOf(asked);
        Assert.Equal($"/portal/account/login?returnUrl={Uri.EscapeDataString("/portal/businesses?q=dental")}", login);
        Assert.Contains("<base href=\"/portal/\"", (await visitor.GetAsync(login)).Text);

        var (signedIn, _) = await visitor.SignInAsync("admin@example.com", TestPeople.Password, login);
        Assert.Equal("/portal/businesses?q=dental", PathOf(signedIn));
        Assert.All(
            signedIn.Headers.GetValues("Set-Cookie"),
            cookie => Assert.Contains("path=/portal", cookie, StringComparison.OrdinalIgnoreCase)
        );
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/portal/businesses")).Response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/portal")).Response.StatusCode);

        var (left, _) = await visitor.SubmitAsAsync("/portal/account/password", "/portal/account/logout");
        Assert.Equal("/portal/account/login", PathOf(left));
        Assert.StartsWith("/portal/account/login?", PathOf((await visitor.GetAsync("/portal/businesses")).Response));
    }

    [Theory]
    [InlineData("/portal/history", "/portal/history")]
    [InlineData("/portal", "/portal")]
    [InlineData("/history?who=jo", "/portal/history?who=jo")]
    [InlineData("/portal-of-others", "/portal/portal-of-others")]
    [InlineData("/portal/../others", "/portal/portal/../others")]
    [InlineData("/../others", "/portal/")]
    [InlineData("/%2e%2e/others", "/portal/")]
    [InlineData("//evil.example/portal/", "/portal/")]
    [InlineData("https://evil.example/portal/", "/portal/")]
    [InlineData("/\\evil.example", "/portal/")]
    [InlineData("", "/portal/")]
    public async Task ReturnUrl_UnderABasePath_StaysInThePortal(string returnUrl, string expected)
    {
        await using var portal = new PagesApp(settings: s_settings);
        using var visitor = AccountVisitor.Of(portal);
        await TestPeople.AddAsync(portal.Services.GetRequiredService<PortalDatabase>(), PortalRole.Admin);

        var (signedIn, _) = await visitor.SignInAsync(
            "admin@example.com",
            TestPeople.Password,
            $"/portal/account/login?returnUrl={Uri.EscapeDataString(returnUrl)}"
        );

        Assert.Equal(new Uri(new Uri("http://localhost/"), expected).PathAndQuery, PathOf(signedIn));
    }

    [Fact]
    public async Task StartPage_OfABusinessUnderABasePath_IsItsOwnPage()
    {
        await using var portal = new PagesApp(settings: s_settings);
        await portal.SignInAsync(PortalRole.Business, await portal.AddBusinessAsync());

        foreach (var start in (string[])["/portal", "/portal/", "/"])
            Assert.Equal((HttpStatusCode.Found, "/portal/my"), await LedToAsync(portal, start));
    }

    [Fact]
    public async Task RequiredSecondFactor_UnderABasePath_RedirectsToTheSetupThere()
    {
        await using var portal = new PagesApp(
            settings: new Dictionary<string, string>(s_settings) { ["SignIn:RequireSecondFactor"] = "Staff" }
        );
        await portal.SignInAsync(PortalRole.Admin);

        Assert.Equal((HttpStatusCode.Found, "/portal/account/authenticator"), await LedToAsync(portal, "/portal/businesses"));
        Assert.Equal(HttpStatusCode.OK, (await portal.AskAsync("/portal/account/authenticator")).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EveryPage_UnderABasePath_HasNoLinkOutsideOfIt(bool strips)
    {
        await using var portal = new PagesApp(settings: s_settings);
        await portal.SignInAsync(PortalRole.Admin);
        await portal.Services.GetRequiredService<NumberService>().AddAsync(TestPortal.Admin, ["+18005550000", "+18005550001"], Cancel);
        var business = await portal.AddBusinessAsync();
        string[] others = ["/account/login", "/account/code", "/signup", "/signup/confirm?token=x", "/setup?token=x", "/my", "/my/start"];

        foreach (var page in EveryPage.Of("+18005550000", business, business).Concat(EveryPage.Forms).Select(p => p.Address).Concat(others))
        {
            var (status, text, location) = await portal.AskAsync(strips ? page : "/portal" + page);
            if (location is not null)
                Assert.StartsWith("/portal/", new Uri(new Uri("http://localhost/"), location).AbsolutePath);
            else
                Assert.True(text.Contains("<base href=\"/portal/\"", StringComparison.Ordinal), $"{status} for {page} has no base");
            Assert.True(AddressOutside().Match(text) is { Success: false }, $"{page} has {AddressOutside().Match(text).Value}");
        }

        foreach (var file in (string[])["/app.css", "/js/appearance.js", "/favicon.svg", "/admin/phone-inventory/export.csv"])
            Assert.Equal((file, HttpStatusCode.OK), (file, (await portal.AskAsync(strips ? file : "/portal" + file)).Status));
    }

    [Fact]
    public void PageSources_HaveNoLinkFromTheHostsRoot()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "AdminPortal.sln")))
            root = Path.GetDirectoryName(root)!;
        var sources = Directory
            .EnumerateFiles(Path.Combine(root, "AdminPortal", "Components"), "*.*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".razor", StringComparison.Ordinal) || f.EndsWith(".cs", StringComparison.Ordinal))
            .ToList();

        Assert.True(sources.Count > 100);
        Assert.Empty(
            sources.SelectMany(f =>
                File.ReadLines(f).Where(line => AddressFromRoot().IsMatch(line)).Select(line => $"{Path.GetFileName(f)}: {line.Trim()}")
            )
        );
    }

    [Fact]
    public async Task Api_UnderABasePath_ReturnsLocationsUnderIt()
    {
        await using var app = new PortalApp { Settings = { ["PublicUrl"] = "http://localhost/portal" } };
        await app.InitializeAsync();

        foreach (var at in (string[])["/portal", ""])
        {
            var first = (
                await app.Admin.PostApiAsync($"{at}/api/admin/businesses", new { name = "Acme" }, ("Idempotency-Key", $"made-at-{at}"))
            ).Is(201);
            var again = (
                await app.Admin.PostApiAsync($"{at}/api/admin/businesses", new { name = "Acme" }, ("Idempotency-Key", $"made-at-{at}"))
            ).Is(201);
            Assert.Equal($"/portal/api/admin/businesses/{first["id"].GetString()}", first.Header("Location"));
            Assert.Equal(first.Header("Location"), again.Header("Location"));
            (await app.Admin.GetApiAsync(first.Header("Location")!)).Is(200);

            var number = (
                await app.Admin.PostApiAsync($"{at}/api/admin/phone-numbers", new { numbers = (string[])[PortalApp.NewNumber()] })
            ).Is(201);
            (await app.Admin.GetApiAsync(number.Header("Location")!)).Is(200);

            var document = (await app.Nobody.GetApiAsync($"{at}/openapi/v1.json")).Is(200);
            Assert.Equal("/portal", document["servers"][0].GetProperty("url").GetString());
            Assert.True(document["paths"].TryGetProperty("/api/admin/businesses", out _));
        }
    }

    private static async Task<(HttpStatusCode, string?)> LedToAsync(PagesApp portal, string path)
    {
        var (status, _, location) = await portal.AskAsync(path);
        return (status, location?.OriginalString);
    }

    private static string PathOf(HttpResponseMessage answer) =>
        new Uri(new Uri("http://localhost/"), answer.Headers.Location!).PathAndQuery;

    [GeneratedRegex(
        """(href|src|action|data-ask)="(/(?!portal/)|http://localhost/(?!portal/))[^"]*"|"""
            + """(href|src|action)="/?portal/portal[^"]*"|href="\#[^"]*" class="ap-skip"""
    )]
    private static partial Regex AddressOutside();

    [GeneratedRegex("""(href|Href|src|action|Action)="(@\()?\$?"?/|(NavigateTo|GetUriWithQueryParameters?)\(\$?"/""")]
    private static partial Regex AddressFromRoot();

    /// <summary>A proxy that forwards requests under <c>/portal</c>.</summary>
    private sealed class PathProxy(bool strips) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var asked = request.RequestUri!;
            Assert.True(
                asked.AbsolutePath is "/portal" || asked.AbsolutePath.StartsWith("/portal/", StringComparison.Ordinal),
                $"{asked} is not the portal's"
            );
            if (strips)
                request.RequestUri = new Uri(asked, "/" + asked.PathAndQuery["/portal".Length..].TrimStart('/'));
            var answer = await base.SendAsync(request, cancellationToken);
            // The client and its cookies do not know of the proxy.
            request.RequestUri = asked;
            return answer;
        }
    }
}
