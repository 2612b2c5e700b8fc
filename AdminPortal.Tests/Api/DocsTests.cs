using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Playwright;

namespace AdminPortal.Tests.Api;

public sealed partial class DocsTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task OpenApi_EveryRoute_IsDescribed()
    {
        var document = (await app.Nobody.GetApiAsync("/openapi/v1.json")).Is(200);
        var described = document["paths"]
            .EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(o => $"{o.Name.ToUpperInvariant()} {p.Name}"))
            .ToHashSet();

        var routes = app.Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal))
            .Select(e => $"{e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0]} {e.RoutePattern.RawText!.TrimEnd('/')}");

        Assert.All(routes, route => Assert.Contains(route, described));
        Assert.Equal("http", document["components"].GetProperty("securitySchemes").GetProperty("bearer").GetProperty("type").GetString());
        foreach (var path in document["paths"].EnumerateObject().Where(p => p.Name.StartsWith("/api", StringComparison.Ordinal)))
        foreach (var operation in path.Value.EnumerateObject())
        {
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
            Assert.NotEmpty(operation.Value.GetProperty("security").EnumerateArray());
            Assert.True(operation.Value.GetProperty("responses").TryGetProperty("401", out _));
        }
    }

    [Fact]
    public async Task OpenApi_Number_MatchesTheResponse()
    {
        var number = (await app.Nobody.GetApiAsync("/openapi/v1.json")).Is(200)["components"].GetProperty("schemas").GetProperty("Number");

        Assert.Equal("assigned", number.GetProperty("examples")[0].GetProperty("status").GetString());
        Assert.Equal("integer", number.GetProperty("properties").GetProperty("row_version").GetProperty("type").GetString());
    }

    [Fact]
    public async Task DocsPage_Html_ReferencesNoOtherHost()
    {
        var page = await app.Nobody.GetApiAsync("/docs/");
        Assert.Equal("text/html", page.Is(200).MediaType);
        Assert.Empty(ForeignHost().Matches(page.Text).Select(m => m.Value));
    }

    [Fact]
    public async Task DocsPage_InABrowser_ShowsTheRoutesAndContactsNoOtherHost()
    {
        var chromium = Requires.Chromium();
        await using var own = new PortalApp();
        own.UseKestrel(0);
        own.StartServer();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium });
        var page = await browser.NewPageAsync();
        var asked = new ConcurrentQueue<string>();
        var refused = new ConcurrentQueue<string>();
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase))
                refused.Enqueue(message.Text);
        };
        page.Request += (_, request) => asked.Enqueue(request.Url);

        await page.GotoAsync(new Uri(own.ClientOptions.BaseAddress, "/docs").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        await page.GetByRole(AriaRole.Heading, new() { Name = "Provisioning" }).First.WaitForAsync();
        Assert.Empty(refused);
        var host = own.ClientOptions.BaseAddress.Authority;
        Assert.All(asked.Where(url => url.StartsWith("http", StringComparison.Ordinal)), url => Assert.Equal(host, new Uri(url).Authority));
    }

    [GeneratedRegex(@"(https?:)?//(?!localhost)[a-z0-9-]+\.[a-z.]+", RegexOptions.IgnoreCase)]
    private static partial Regex ForeignHost();
}
