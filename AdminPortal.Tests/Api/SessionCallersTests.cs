using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.People;
using AdminPortal.Tests.Components;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AdminPortal.Tests.Api;

/// <summary>API calls with a browser session instead of a key.</summary>
public sealed class SessionCallersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_WithASession_HasItsRole()
    {
        await using var portal = new PagesApp();
        await portal.SignInAsync(PortalRole.Support);
        using var client = portal.Visit();

        (await client.GetApiAsync("/api/admin/phone-numbers/summary")).Is(200);
        (await client.GetApiAsync("/api/admin/api-keys")).IsProblem(403);
        (await client.GetApiAsync("/api/business/me")).IsProblem(403);
    }

    [Fact]
    public async Task Write_WithASession_NeedsAnAntiforgeryToken()
    {
        await using var portal = new PagesApp();
        var me = await portal.SignInAsync(PortalRole.Admin);
        using var client = portal.Visit();

        (await client.PostApiAsync("/api/admin/businesses", new { name = "Acme" })).IsProblem(400, "Not from our pages");
        var (cookie, header) = Token(portal, me);
        (
            await client.PostApiAsync(
                "/api/admin/businesses",
                new { name = "Acme" },
                ("Cookie", cookie),
                ("RequestVerificationToken", header)
            )
        ).Is(201);
    }

    [Fact]
    public async Task Business_WithASession_GetsItsNumberAndSeesItself()
    {
        await using var portal = new PagesApp();
        var acme = await portal.AddBusinessAsync();
        var me = await portal.SignInAsync(PortalRole.Business, acme);
        using var client = portal.Visit();
        var (cookie, header) = Token(portal, me);

        (await client.PostApiAsync("/api/phone/provision", null, ("Cookie", cookie), ("RequestVerificationToken", header))).IsProblem(503);
        Assert.Equal(acme, (await client.GetApiAsync("/api/business/me")).Is(200)["id"].GetGuid());
    }

    [Fact]
    public async Task Session_EndedElsewhere_IsRefusedImmediately()
    {
        await using var portal = new PagesApp();
        var me = await portal.SignInAsync(PortalRole.Support);
        using var client = portal.Visit();
        (await client.GetApiAsync("/api/admin/phone-numbers/summary")).Is(200);

        await portal
            .Services.GetRequiredService<PeopleService>()
            .SignOutEverywhereAsync(TestPortal.Admin, me.SessionIdentity!.UserId, Cancel);

        (await client.GetApiAsync("/api/admin/phone-numbers/summary")).IsProblem(401, "Authentication required");
    }

    [Fact]
    public async Task Session_WithAnInvalidKey_IsNotUsedInstead()
    {
        await using var portal = new PagesApp();
        await portal.SignInAsync(PortalRole.Admin);
        using var client = portal.Visit();

        (await client.GetApiAsync("/api/admin/phone-numbers/summary", ("Authorization", "Bearer ap_nothing"))).IsProblem(401);
    }

    /// <summary>An antiforgery token as pages use it, with its cookies.</summary>
    private static (string Cookie, string Header) Token(PagesApp portal, Actor me)
    {
        using var scope = portal.Services.CreateScope();
        var tokens = portal
            .Services.GetRequiredService<IAntiforgery>()
            .GetTokens(new DefaultHttpContext { RequestServices = scope.ServiceProvider, User = TestPeople.PrincipalOf(me) });
        var cookie = portal.Services.GetRequiredService<IOptions<AntiforgeryOptions>>().Value.Cookie.Name;
        return ($"{cookie}={tokens.CookieToken}; {portal.SessionOf(me)}", tokens.RequestToken!);
    }
}
