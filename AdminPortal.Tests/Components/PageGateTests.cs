using System.Net;
using AdminPortal.Components;
using AdminPortal.Components.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Components;

public sealed class PageGateTests
{
    [Fact]
    public async Task Pages_InDevelopmentOnThisMachine_AreServed()
    {
        await using var portal = new PagesApp("Development");

        var (status, text, _) = await portal.AskAsync("/admin/phone-inventory");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("<h1>Inventory</h1>", text);
        Assert.Contains("Local operator", text);
    }

    [Fact]
    public async Task Root_InDevelopment_IsTheDashboard()
    {
        await using var portal = new PagesApp("Development", "::1");

        var (status, text, _) = await portal.AskAsync("/", "127.0.0.1");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("<h1>Dashboard</h1>", text);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/admin/phone-inventory")]
    [InlineData("/not-found")]
    [InlineData("/_blazor")]
    [InlineData("/_blazor/negotiate")]
    [InlineData("/admin/phone-inventory/export.csv")]
    [InlineData("/admin/phone-inventory/bulk/00000000-0000-0000-0000-000000000001.csv")]
    public async Task Pages_InProduction_SayThatTheyAreClosed(string path)
    {
        await using var portal = new PagesApp("Production");

        var (status, text, _) = await portal.AskAsync(path);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(PageGate.Closed, text.Trim());
    }

    [Theory]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/app.css", HttpStatusCode.OK)]
    [InlineData("/js/portal.js", HttpStatusCode.OK)]
    [InlineData("/openapi/v1.json", HttpStatusCode.OK)]
    [InlineData("/api/admin/phone-numbers", HttpStatusCode.Unauthorized)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    public async Task Everything_ButPages_IsUnaffectedInProduction(string path, HttpStatusCode expected)
    {
        await using var portal = new PagesApp("Production");

        var (status, text, _) = await portal.AskAsync(path);

        Assert.Equal(expected, status);
        Assert.DoesNotContain(PageGate.Closed, text);
    }

    [Theory]
    [InlineData("192.0.2.7", "localhost", null, null)]
    [InlineData("127.0.0.1", "rebound.example", null, null)]
    [InlineData("127.0.0.1", "localhost.example", null, null)]
    [InlineData("127.0.0.1", "localhost", "Origin", "http://evil.example")]
    [InlineData("127.0.0.1", "localhost", "Origin", "null")]
    [InlineData("127.0.0.1", "localhost", "X-Forwarded-For", "192.0.2.7")]
    public async Task Pages_InDevelopment_AreClosedToOthers(string caller, string host, string? header, string? value)
    {
        await using var portal = new PagesApp("Development", caller);

        foreach (var path in (string[])["/admin/phone-inventory", "/admin/phone-inventory/export.csv", "/_blazor"])
        {
            var (status, text, _) = await portal.AskAsync(path, host, header is null ? [] : [(header, value!)]);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.Equal(PageGate.Closed, text.Trim());
        }
    }

    [Fact]
    public async Task UnknownPage_ForABrowser_IsSaidInWords()
    {
        await using var portal = new PagesApp("Development");

        var (status, text, _) = await portal.AskAsync("/admin/no-such-page");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("There is no such page", text);
    }

    [Fact]
    public async Task UnknownApiRoute_InDevelopment_StaysAProblem()
    {
        await using var portal = new PagesApp("Development");

        var (status, text, _) = await portal.AskAsync("/api/nowhere");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.DoesNotContain("<html", text);
    }

    [Fact]
    public async Task PageThatFails_TellsNoStackTrace()
    {
        await using var portal = new PagesApp("Development", services: services => services.AddScoped<PortalBrowser>(_ => throw new InvalidOperationException("secret detail")));

        var (status, text, _) = await portal.AskAsync("/admin/phone-inventory");

        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Contains("This page broke", text);
        Assert.DoesNotContain("secret detail", text);
    }
}
