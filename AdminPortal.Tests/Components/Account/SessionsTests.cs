using System.Net;
using System.Text.RegularExpressions;
using AdminPortal.Components.Account.Own;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.People;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Components.Account;

/// <summary>Session cookies: what they allow, and for how long.</summary>
public sealed partial class SessionsTests
{
    private const string Email = "admin@example.com";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cookie_CopiedBeforeSignOut_IsInvalidAfterIt()
    {
        await using var portal = new PagesApp();
        await SignInAttackTests.AddPersonAsync(portal);
        using var visitor = AccountVisitor.Of(portal);
        var copy = SessionOf(await visitor.SignInAsync(Email, TestPeople.Password));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), await TryAsync(portal, copy));

        var (left, _) = await visitor.SubmitAsAsync("/account/password", "/account/logout");

        Assert.Equal("/account/login", left.Headers.Location!.OriginalString);
        Assert.Equal((HttpStatusCode.Found, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), await TryAsync(portal, copy));

        // An open page checks this often; services check each action.
        Assert.InRange(SessionService.PageRecheck, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Session_EndedOnThePage_IsRefused_OthersContinue()
    {
        await using var portal = new PagesApp();
        await SignInAttackTests.AddPersonAsync(portal);
        using var here = AccountVisitor.Of(portal);
        using var there = AccountVisitor.Of(portal);
        using var third = AccountVisitor.Of(portal);
        foreach (var visitor in (AccountVisitor[])[there, third, here])
            await visitor.SignInAsync(Email, TestPeople.Password);

        var (_, page) = await here.GetAsync("/account/sessions");
        // The user was created with a session of their own.
        var ids = EndButton().Matches(page).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(3, ids.Count);
        await using (var db = portal.Services.GetRequiredService<PortalDatabase>().CreateReadContext())
        {
            var first = (await db.Sessions.Where(s => s.How == "pwd").OrderBy(s => s.CreatedAt).FirstAsync(Cancel)).Id;
            var (ended, _) = await here.SubmitAsync("/account/sessions", ("End.Id", first.ToString()));
            Assert.Equal("/account/sessions", new Uri(new Uri("http://localhost"), ended.Headers.Location!).AbsolutePath);
        }

        Assert.Equal(HttpStatusCode.Found, (await there.GetAsync("/account/sessions")).Response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await third.GetAsync("/account/sessions")).Response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/account/sessions")).Response.StatusCode);
    }

    [Fact]
    public async Task SigningInAgain_EndsTheBrowsersPreviousSession()
    {
        await using var portal = new PagesApp();
        await SignInAttackTests.AddPersonAsync(portal);
        using var visitor = AccountVisitor.Of(portal);
        var old = SessionOf(await visitor.SignInAsync(Email, TestPeople.Password));

        // The sign-in page redirects signed-in users; another page's token works as well.
        var fresh = SessionOf(
            await visitor.SubmitAsAsync(
                "/account/password",
                "/account/login",
                ("_handler", "login"),
                ("Input.Email", Email),
                ("Input.Password", TestPeople.Password)
            )
        );

        Assert.NotEqual(old, fresh);
        Assert.Equal(HttpStatusCode.Found, (await TryAsync(portal, old)).Page);
        Assert.Equal(HttpStatusCode.OK, (await TryAsync(portal, fresh)).Page);
    }

    [Fact]
    public async Task Cookie_WithoutASession_IsAnonymous()
    {
        await using var portal = new PagesApp();
        var me = await portal.SignInAsync(PortalRole.Admin);

        var bare = portal.SessionOf(me with { SessionIdentity = me.SessionIdentity! with { SessionId = Guid.Empty } });

        Assert.Equal((HttpStatusCode.Found, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), await TryAsync(portal, bare));
    }

    [Fact]
    public async Task ChangedPassword_KeepsThisSession_EndsTheOthers()
    {
        await using var portal = new PagesApp();
        await SignInAttackTests.AddPersonAsync(portal);
        using var here = AccountVisitor.Of(portal);
        using var there = AccountVisitor.Of(portal);
        foreach (var visitor in (AccountVisitor[])[here, there])
            await visitor.SignInAsync(Email, TestPeople.Password);

        await here.SubmitAsync("/account/password", ("Input.Present", TestPeople.Password), ("Input.Password", "eight amber lanterns"));

        var (_, page) = await here.GetAsync("/account/sessions");
        Assert.Contains("(this device)", page);
        Assert.Empty(EndButton().Matches(page));
        Assert.Equal(HttpStatusCode.Found, (await there.GetAsync("/account/sessions")).Response.StatusCode);
    }

    [Theory]
    [InlineData("/account/passkeys/add")]
    [InlineData("/account/authenticator")]
    [InlineData("/account/passkeys/AQID")]
    public async Task SignInMethodPage_LongAfterSignIn_AsksForConfirmationAndReturns(string path)
    {
        await using var portal = new PagesApp();
        await SignInAttackTests.AddPersonAsync(portal);
        using var visitor = AccountVisitor.Of(portal);
        await visitor.SignInAsync(Email, TestPeople.Password);
        await using (var db = portal.Services.GetRequiredService<PortalDatabase>().CreateDbContext())
            await db.Sessions.ExecuteUpdateAsync(
                set => set.SetProperty(s => s.ProvedAt, DateTimeOffset.UtcNow - IdentityConfirmation.Freshness),
                Cancel
            );

        var (led, _) = await visitor.GetAsync(path);
        var prove = new Uri(new Uri("http://localhost"), led.Headers.Location!).PathAndQuery;
        Assert.Equal($"/account/prove?returnUrl={Uri.EscapeDataString(path)}", prove);
        Assert.Contains("not your password or a valid code", (await visitor.SubmitAsync(prove, ("Input.Proof", "a wrong password"))).Text);
        var (back, _) = await visitor.SubmitAsync(prove, ("Input.Proof", TestPeople.Password));

        Assert.Equal(path, new Uri(new Uri("http://localhost"), back.Headers.Location!).AbsolutePath);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(path)).Response.StatusCode);
    }

    [Fact]
    public async Task HashWithFewerRounds_IsReplacedAtSignIn()
    {
        await using var portal = new PagesApp();
        var database = portal.Services.GetRequiredService<PortalDatabase>();
        var me = await TestPeople.AddAsync(database, PortalRole.Admin, email: Email);
        var old = new Microsoft.AspNetCore.Identity.PasswordHasher<PortalUser>().HashPassword(new PortalUser(), TestPeople.Password);
        await using (var db = database.CreateDbContext())
            await db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.PasswordHash, old), Cancel);
        using var visitor = AccountVisitor.Of(portal);

        await visitor.SignInAsync(Email, TestPeople.Password);

        // Format 1 stores the rounds in its bytes 5 to 8.
        var kept = Convert.FromBase64String((await TestPeople.FindAsync(database, me)).PasswordHash!);
        Assert.Equal(PasswordHashing.Rounds, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(kept.AsSpan(5)));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/account/sessions")).Response.StatusCode);
    }

    [Theory]
    [InlineData(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
        "Edge on Windows"
    )]
    [InlineData(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
        "Safari on Mac"
    )]
    [InlineData(
        "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
        "Chrome on Android"
    )]
    [InlineData("curl/8.0", "Unknown browser")]
    [InlineData(null, "Unknown browser")]
    public void Browser_IsNamedInTwoWords(string? userAgent, string words) => Assert.Equal(words, BrowserWords.Of(userAgent));

    /// <summary>The responses of a page, the API and the page connection to a cookie.</summary>
    private static async Task<(HttpStatusCode Page, HttpStatusCode Api, HttpStatusCode Connection)> TryAsync(PagesApp portal, string cookie)
    {
        using var client = portal.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        using var page = await client.GetAsync("/account/sessions", Cancel);
        using var api = await client.GetAsync("/api/admin/phone-numbers/summary", Cancel);
        using var connection = await client.PostAsync("/_blazor/negotiate?negotiateVersion=1", null, Cancel);
        return (page.StatusCode, api.StatusCode, connection.StatusCode);
    }

    private static string SessionOf((HttpResponseMessage Response, string Text) answer) =>
        answer.Response.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("ap-session=", StringComparison.Ordinal)).Split(';')[0];

    [GeneratedRegex("name=\"End.Id\" value=\"([^\"]+)\"")]
    private static partial Regex EndButton();
}
