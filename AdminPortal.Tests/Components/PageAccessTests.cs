using System.Net;
using AdminPortal.Components.Shared;
using AdminPortal.Data.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Components;

/// <summary>Who may see pages, and what others see instead.</summary>
public sealed class PageAccessTests(SharedPages portal) : IClassFixture<SharedPages>
{
    [Theory]
    [InlineData("/", "<h1>Dashboard</h1>")]
    [InlineData("/admin/phone-inventory", "<h1>Inventory</h1>")]
    public async Task Pages_SignedIn_AreServedWithTheUsersName(string path, string title)
    {
        var (status, text, _) = await portal.AskAsync(path, PortalRole.Admin);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(title, text);
        Assert.Contains("admin@example.com", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/my")]
    [InlineData("/admin/phone-inventory")]
    [InlineData("/admin/phone-inventory/export.csv")]
    [InlineData("/history/export.csv")]
    [InlineData("/bulk/00000000-0000-0000-0000-000000000001.csv")]
    [InlineData("/voices/sample?voice=11labs-Adrian")]
    [InlineData("/admin/no-such-page")]
    public async Task Pages_Anonymous_RedirectToSignInAndBack(string path)
    {
        var (status, _, location) = await portal.AskAsync(path, role: null);

        Assert.Equal(HttpStatusCode.Found, status);
        var target = new Uri(new Uri("http://localhost"), location!);
        Assert.Equal(("/account/login", $"?returnUrl={Uri.EscapeDataString(path)}"), (target.AbsolutePath, target.Query));
    }

    [Theory]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/app.css", HttpStatusCode.OK)]
    [InlineData("/js/portal.js", HttpStatusCode.OK)]
    [InlineData("/openapi/v1.json", HttpStatusCode.OK)]
    [InlineData("/account/login", HttpStatusCode.OK)]
    [InlineData("/account/forgot", HttpStatusCode.OK)]
    [InlineData("/signup", HttpStatusCode.OK)]
    [InlineData("/signup/confirm?token=x", HttpStatusCode.OK)]
    [InlineData("/api/admin/phone-numbers", HttpStatusCode.Unauthorized)]
    [InlineData("/api/nowhere", HttpStatusCode.NotFound)]
    public async Task PublicRoutes_NeedNoSignIn(string path, HttpStatusCode expected)
    {
        var (status, _, _) = await portal.AskAsync(path, role: null);

        Assert.Equal(expected, status);
    }

    [Fact]
    public async Task PageConnection_Anonymous_IsRefused()
    {
        using var client = portal.Visit(role: null);

        using var negotiated = await client.PostAsync("/_blazor/negotiate?negotiateVersion=1", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, negotiated.StatusCode);
    }

    [Theory]
    [InlineData(PortalRole.Support, "/admin/phone-inventory/upload")]
    [InlineData(PortalRole.Support, "/admin/users")]
    [InlineData(PortalRole.Support, "/businesses/new")]
    [InlineData(PortalRole.Support, "/my/start")]
    [InlineData(PortalRole.Support, "/admin/api-keys")]
    [InlineData(PortalRole.Support, "/admin/settings")]
    [InlineData(PortalRole.Viewer, "/admin/phone-inventory/upload")]
    [InlineData(PortalRole.Viewer, "/admin/phone-inventory/buy")]
    [InlineData(PortalRole.Viewer, "/admin/users")]
    [InlineData(PortalRole.Viewer, "/businesses/new")]
    [InlineData(PortalRole.Business, "/admin/phone-inventory")]
    [InlineData(PortalRole.Business, "/admin/phone-inventory/export.csv")]
    [InlineData(PortalRole.Business, "/history/export.csv")]
    [InlineData(PortalRole.Business, "/businesses")]
    [InlineData(PortalRole.Business, "/history")]
    public async Task Pages_OfOtherRoles_AreRefusedWithAMessage(PortalRole role, string path)
    {
        var (status, text, _) = await portal.AskAsync(path, role);

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("have access to this page", text);
        AssertFramed(text);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/admin/phone-inventory")]
    [InlineData("/admin/phone-inventory/export.csv")]
    [InlineData("/admin/orders")]
    [InlineData("/admin/suppliers")]
    [InlineData("/businesses")]
    [InlineData("/agents")]
    [InlineData("/history")]
    public async Task Pages_OfStaff_AreShownToViewers(string path) =>
        Assert.Equal(HttpStatusCode.OK, (await portal.AskAsync(path, PortalRole.Viewer)).Status);

    [Fact]
    public async Task Start_OfABusiness_IsItsOwnPage()
    {
        var (status, _, location) = await portal.AskAsync("/", PortalRole.Business);

        Assert.Equal((HttpStatusCode.Found, "/my"), (status, location!.OriginalString));
        Assert.Equal(HttpStatusCode.OK, (await portal.AskAsync("/my", PortalRole.Business)).Status);
        Assert.Equal(HttpStatusCode.OK, (await portal.AskAsync("/account", PortalRole.Business)).Status);
    }

    [Fact]
    public async Task UnknownPage_InABrowser_ShowsAMessage()
    {
        var (status, text, _) = await portal.AskAsync("/admin/no-such-page", PortalRole.Admin);

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("Page not found", text);
    }

    [Fact]
    public async Task AccountForms_AreInTheFrameOfTheSignedInUser()
    {
        var (portal, _) = await PagesApp.SignedInAsync(PortalRole.Viewer);
        await using var app = portal;

        foreach (
            var path in (string[])
                [
                    "/account/password",
                    "/account/sessions",
                    "/account/authenticator",
                    "/account/passkeys/add",
                    "/account/passkeys/no-such-passkey",
                    "/account/prove",
                ]
        )
        {
            var (status, text, _) = await portal.AskAsync(path);
            Assert.Equal((path, HttpStatusCode.OK), (path, status));
            AssertFramed(text);
        }
    }

    [Fact]
    public async Task FailedPage_ShowsNoStackTrace()
    {
        var (broken, _) = await PagesApp.SignedInAsync(services: services =>
            services.AddScoped<PortalBrowser>(_ => throw new InvalidOperationException("secret detail"))
        );
        await using var app = broken;

        var (status, text, _) = await broken.AskAsync("/admin/phone-inventory");

        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Contains("Something went wrong", text);
        Assert.DoesNotContain("secret detail", text);
    }

    /// <summary>The page has navigation and sign-out around its content.</summary>
    internal static void AssertFramed(string page)
    {
        var frame = page.Split("<main", 2)[0];
        Assert.Contains("aria-label=\"Pages\"", frame);
        Assert.Contains("Sign out", frame);
    }
}
