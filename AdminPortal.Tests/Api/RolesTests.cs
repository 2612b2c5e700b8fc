using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Keys;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.Time.Testing;
using static AdminPortal.Tests.Support.ApiCalls;

namespace AdminPortal.Tests.Api;

/// <summary>Which roles may call which route.</summary>
public sealed class RolesTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const string NoNumber = "/api/admin/phone-numbers/+18885550199";
    private const string NoBusiness = "/api/admin/businesses/01932c07-7d7a-7f00-8000-3a5b2c1d0e9f";
    private const string NoOrder = "/api/admin/orders/01932c07-7d7a-7f00-8000-3a5b2c1d0e9f";
    private const string NoAgent = "/api/admin/agents/01932c07-7d7a-7f00-8000-3a5b2c1d0e9f";

    /// <summary>Every route with its status for admin, support, viewer and a business that send no body, so that only the role
    /// matters.</summary>
    public static TheoryData<string, string, int, int, int, int> Routes =>
        new()
        {
            { "POST", "/api/phone/provision", 400, 403, 403, 503 },
            { "POST", "/api/onboarding/complete", 422, 403, 403, 403 },
            { "GET", "/api/business/me", 403, 403, 403, 200 },
            { "GET", "/api/admin/phone-numbers", 200, 200, 200, 403 },
            { "GET", "/api/admin/phone-numbers/summary", 200, 200, 200, 403 },
            { "GET", "/api/admin/phone-numbers/export.csv", 200, 200, 200, 403 },
            { "POST", "/api/admin/phone-numbers/import", 400, 403, 403, 403 },
            { "GET", "/api/admin/phone-numbers/import/01932c07-7d7a-7f00-8000-3a5b2c1d0e9f/rejects.csv", 404, 403, 403, 403 },
            { "GET", NoNumber, 404, 404, 404, 403 },
            { "GET", NoNumber + "/history", 404, 404, 404, 403 },
            { "POST", "/api/admin/phone-numbers", 400, 403, 403, 403 },
            { "PATCH", NoNumber, 400, 400, 403, 403 },
            { "DELETE", NoNumber, 404, 403, 403, 403 },
            { "POST", NoNumber + "/assign", 400, 400, 403, 403 },
            { "POST", NoNumber + "/release", 400, 400, 403, 403 },
            { "POST", NoNumber + "/reassign", 400, 400, 403, 403 },
            { "POST", NoNumber + "/undo-release", 404, 404, 403, 403 },
            { "POST", NoNumber + "/end-quarantine", 400, 403, 403, 403 },
            { "POST", NoNumber + "/deactivate", 400, 403, 403, 403 },
            { "POST", NoNumber + "/activate", 400, 403, 403, 403 },
            { "GET", "/api/admin/phone-numbers/offers", 200, 403, 403, 403 },
            { "POST", "/api/admin/phone-numbers/buy", 422, 403, 403, 403 },
            { "POST", NoNumber + "/release-at-supplier", 422, 403, 403, 403 },
            { "GET", "/api/admin/orders", 200, 200, 200, 403 },
            { "GET", NoOrder, 404, 404, 404, 403 },
            { "POST", NoOrder + "/check", 404, 403, 403, 403 },
            { "GET", "/api/admin/stock", 200, 200, 200, 403 },
            { "GET", "/api/admin/stock/history", 200, 200, 200, 403 },
            { "GET", "/api/admin/drift", 200, 200, 200, 403 },
            { "POST", "/api/admin/drift/check", 200, 403, 403, 403 },
            { "POST", "/api/admin/drift/take-in", 422, 403, 403, 403 },
            { "POST", "/api/admin/drift/deactivate", 400, 403, 403, 403 },
            { "GET", "/api/admin/businesses", 200, 200, 200, 403 },
            { "POST", "/api/admin/businesses", 400, 403, 403, 403 },
            { "GET", NoBusiness, 404, 404, 404, 403 },
            { "PATCH", NoBusiness, 404, 403, 403, 403 },
            { "POST", NoBusiness + "/api-keys", 404, 403, 403, 403 },
            { "POST", NoBusiness + "/agent", 404, 403, 403, 403 },
            { "POST", NoBusiness + "/close", 400, 403, 403, 403 },
            { "POST", NoBusiness + "/reopen", 404, 403, 403, 403 },
            { "GET", "/api/admin/agents", 200, 200, 200, 403 },
            { "PATCH", NoAgent, 404, 404, 403, 403 },
            { "POST", NoAgent + "/pause", 404, 404, 403, 403 },
            { "POST", NoAgent + "/resume", 404, 404, 403, 403 },
            { "POST", NoAgent + "/retry", 404, 404, 403, 403 },
            { "PATCH", "/api/business/agent", 403, 403, 403, 404 },
            { "POST", "/api/business/agent/pause", 403, 403, 403, 404 },
            { "POST", "/api/business/agent/resume", 403, 403, 403, 404 },
            { "GET", "/api/admin/api-keys", 200, 403, 403, 403 },
            { "POST", "/api/admin/api-keys", 400, 403, 403, 403 },
            // Authenticated by Retell's signature: no role can replace it.
            { "POST", "/api/webhooks/retell", 401, 401, 401, 401 },
            { "DELETE", "/api/admin/api-keys/01932c07-7d7a-7f00-8000-3a5b2c1d0e9f", 404, 403, 403, 403 },
        };

    [Theory, MemberData(nameof(Routes))]
    public async Task Route_EachRole_IsAllowedOrRefused(string method, string path, int admin, int support, int viewer, int business)
    {
        await CheckAsync(app.Admin, admin);
        await CheckAsync(app.Support, support);
        await CheckAsync(app.Viewer, viewer);
        await CheckAsync(app.Acme, business);

        var nobody = await app.Nobody.SendAsync(method, path);
        nobody.IsProblem(401, "Authentication required");
        Assert.Equal(
            path.StartsWith("/api/webhooks/", StringComparison.Ordinal) ? "Signature" : "Bearer",
            nobody.Header("WWW-Authenticate")
        );

        async Task CheckAsync(HttpClient caller, int status)
        {
            var reply = await caller.SendAsync(method, path);
            _ = status >= 400 ? reply.IsProblem(status) : reply.Is(status);
        }
    }

    [Fact]
    public void Table_HasEveryRoute()
    {
        var table = Routes.Select(row => (Method: row.Data.Item1, Path: new PathString(row.Data.Item2))).ToList();
        var routes = app.Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .SelectMany(e =>
                e.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => (Method: method, e.RoutePattern.RawText))
            )
            .ToList();

        Assert.NotEmpty(routes);
        Assert.All(
            routes,
            route =>
            {
                var template = new TemplateMatcher(TemplateParser.Parse(route.RawText!), []);
                Assert.True(
                    table.Any(row => row.Method == route.Method && template.TryMatch(row.Path, [])),
                    $"{route} is not in the table: say who may use it."
                );
            }
        );
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task AdminRoute_BusinessOrViewerKeyWithInvalidJson_IsForbiddenBeforeTheBodyIsRead(
        string method,
        string path,
        int admin,
        int support,
        int viewer,
        int business
    )
    {
        Assert.NotEqual(0, admin + support + viewer);
        if (business == 403 && method != "GET")
            (await app.Acme.SendAsync(method, path, "{ not json")).IsProblem(403, "Not allowed");
        if (viewer == 403 && method != "GET" && path.StartsWith("/api/admin", StringComparison.Ordinal))
            (await app.Viewer.SendAsync(method, path, "{ not json")).IsProblem(403, "Not allowed");
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer ap_")]
    [InlineData("Bearer ap_01932c077d7a7f0080003a5b2c1d0e9f_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Basic YWRtaW46YWRtaW4=")]
    [InlineData("ap_nothing")]
    public async Task AnyRoute_WrongCredentials_AreUnauthorized(string authorization) =>
        (await app.Nobody.GetApiAsync("/api/admin/phone-numbers", ("Authorization", authorization))).IsProblem(
            401,
            "Authentication required"
        );

    [Fact]
    public async Task AnyRoute_KeyRevoked_IsUnauthorizedAtOnce()
    {
        var key = await app.MakeKeyAsync(PortalRole.Support);
        using var caller = app.CallerWith(key);
        (await caller.GetApiAsync("/api/admin/phone-numbers/summary")).Is(200);
        var id = key.Substring("ap_".Length, 32);

        (await app.Admin.SendAsync("DELETE", $"/api/admin/api-keys/{Guid.Parse(id)}")).Is(204);

        (await caller.GetApiAsync("/api/admin/phone-numbers/summary")).IsProblem(401);
    }

    [Fact]
    public async Task AnyRoute_KeyExpired_IsUnauthorized()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
        await using var own = new PortalApp { Clock = clock };
        await own.InitializeAsync();
        using var caller = own.CallerWith(await own.MakeKeyAsync(PortalRole.Support, expiresDays: 1));
        (await caller.GetApiAsync("/api/admin/phone-numbers/summary")).Is(200);

        // As if the machine's clock were set: timers do not fire, of which a day has several hundred thousand.
        clock.AdjustTime(clock.GetUtcNow().AddDays(1));

        (await caller.GetApiAsync("/api/admin/phone-numbers/summary")).IsProblem(401);
    }

    [Fact]
    public async Task Provision_ForAnotherBusiness_IsNotFound()
    {
        var other = await app.AddBusinessAsync();

        var crossed = (await app.Acme.PostApiAsync("/api/phone/provision", new { business_id = other })).IsProblem(404);
        var unknown = (await app.Acme.PostApiAsync("/api/phone/provision", new { business_id = Guid.NewGuid() })).IsProblem(404);

        Assert.Equal(unknown.Text, crossed.Text);
    }

    [Fact]
    public async Task ReadAsBusiness_ShowsOnlyItsOwnRecord()
    {
        var other = await app.AddBusinessAsync("Other");
        var key = Assert.IsType<CreatedApiKey>(
            (
                await app.Get<ApiKeyService>()
                    .CreateAsync(Actor.System, "other", PortalRole.Business, other, null, TestContext.Current.CancellationToken)
            ).Value
        );
        using var caller = app.CallerWith(key.Key);

        Assert.Equal(other, (await caller.GetApiAsync("/api/business/me")).Is(200)["id"].GetGuid());
        Assert.Equal(app.AcmeId, (await app.Acme.GetApiAsync("/api/business/me")).Is(200)["id"].GetGuid());
    }

    [Fact]
    public async Task UnknownRoute_Anyone_IsNotFoundAsAProblem()
    {
        (await app.Nobody.GetApiAsync("/api")).IsProblem(404);
        (await app.Nobody.GetApiAsync("/api/nothing/here")).IsProblem(404);
        (await app.Admin.PostApiAsync("/api/admin/phone-numbers/summary")).IsProblem(405);
        (await app.Admin.GetApiAsync(At("+18885550199", "/nothing"))).IsProblem(404);
    }

    [Fact]
    public async Task KnownRoute_WrongMethod_ListsAllowedMethods()
    {
        var reply = (await app.Admin.SendAsync("PUT", "/api/phone/provision")).IsProblem(405);
        Assert.Contains("POST", reply["detail"].GetString());
        Assert.Contains("POST", reply.Header("Allow"), StringComparison.Ordinal);
    }
}
