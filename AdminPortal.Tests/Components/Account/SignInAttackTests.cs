using System.Net;
using System.Text.RegularExpressions;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.People;
using AdminPortal.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Components.Account;

/// <summary>Attacks on sign-in and redirects, through the real forms.</summary>
public sealed partial class SignInAttackTests(SignInAttackTests.RealServer server) : IClassFixture<SignInAttackTests.RealServer>
{
    private const string Email = "admin@example.com";

    [Theory]
    [InlineData("/history?x=1", "/history?x=1")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("\\\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData(" //evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("/\r\nX-Evil: 1", "/")]
    [InlineData("/\n/evil.example", "/")]
    public async Task ReturnUrl_AfterSignIn_StaysInThePortal(string returnUrl, string expected)
    {
        using var visitor = AccountVisitor.At(server.Address);

        var (response, _) = await visitor.SignInAsync(
            Email,
            TestPeople.Password,
            $"/account/login?returnUrl={Uri.EscapeDataString(returnUrl)}"
        );

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal(
            new Uri(server.Address, expected).OriginalString,
            new Uri(server.Address, response.Headers.Location!.OriginalString).OriginalString
        );
        Assert.False(response.Headers.Contains("X-Evil"));
        Assert.Contains(response.Headers.GetValues("Set-Cookie"), c => c.StartsWith("ap-session=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/account/login", "login")]
    [InlineData("/account/logout", null)]
    [InlineData("/setup", "setup")]
    public async Task Form_WithoutAnAntiforgeryToken_IsRefused(string path, string? form)
    {
        await using var portal = new PagesApp();
        await AddPersonAsync(portal);
        using var visitor = AccountVisitor.Of(portal);
        await visitor.SignInAsync(Email, TestPeople.Password);

        var (response, text) = await visitor.PostAsync(
            path,
            [("_handler", form ?? ""), ("Input.Email", Email), ("Input.Password", TestPeople.Password)],
            ("Origin", "https://evil.example")
        );

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("This page is out of date", text);
        Assert.Contains(form is null ? "Go to the start page" : "Reload page", text);
        PageAccessTests.AssertFramed(text);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/")).Response.StatusCode);
    }

    [Fact]
    public async Task Login_KnownAndUnknownAddress_GetTheSameResponse()
    {
        await using var portal = new PagesApp();
        await AddPersonAsync(portal);

        Assert.Equal(await AnswerAsync("nobody@example.com"), await AnswerAsync(Email));

        async Task<string> AnswerAsync(string email)
        {
            using var visitor = AccountVisitor.Of(portal);
            var (response, text) = await visitor.SignInAsync(email, "not the password");
            return Comparable(response, text, email);
        }
    }

    [Fact]
    public async Task Login_ToAClosedBusiness_IsRefusedLikeAWrongPassword()
    {
        await using var portal = new PagesApp();
        var acme = await portal.AddBusinessAsync();
        await TestPeople.AddAsync(portal.Services.GetRequiredService<PortalDatabase>(), PortalRole.Business, acme, Email);
        using var visitor = AccountVisitor.Of(portal);
        var (wrong, text) = await visitor.SignInAsync(Email, "not the password");
        var closing = portal.Services.GetRequiredService<ClosingService>();
        Assert.True((await closing.CloseAsync(Actor.System, acme, "Test", null, TestContext.Current.CancellationToken)).IsDone);

        var (closed, same) = await visitor.SignInAsync(Email, TestPeople.Password);

        Assert.Equal(Comparable(wrong, text, Email), Comparable(closed, same, Email));
        await closing.ReopenAsync(Actor.System, acme, null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Found, (await visitor.SignInAsync(Email, TestPeople.Password)).Response.StatusCode);
    }

    [Fact]
    public async Task Login_DatabaseNotWritable_GivesKnownAndUnknownTheSameResponse()
    {
        await using var portal = new PagesApp();
        await AddPersonAsync(portal);
        using var visitor = AccountVisitor.Of(portal);
        await visitor.GetAsync("/account/login");
        await using var db = portal.Services.GetRequiredService<PortalDatabase>().CreateDbContext();
        // Another process that holds the file's write lock.
        await using var other = new SqliteConnection(db.Database.GetConnectionString());
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var held = other.BeginTransaction(deferred: false);

        var unknown = await AnswerAsync("nobody@example.com", "not the password");

        Assert.Contains("Sign-in is unavailable right now", unknown);
        Assert.Equal(unknown, await AnswerAsync(Email, "not the password"));
        Assert.Equal(unknown, await AnswerAsync(Email, TestPeople.Password));

        async Task<string> AnswerAsync(string email, string password)
        {
            var (response, text) = await visitor.SignInAsync(email, password);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            return Comparable(response, text, email);
        }
    }

    [Fact]
    public async Task Forgot_KnownAndUnknownAddress_GetTheSameResponse()
    {
        await using var portal = new PagesApp(
            settings: new Dictionary<string, string>
            {
                ["Mail:Smtp:Host"] = "127.0.0.1",
                ["Mail:Smtp:Port"] = "1",
                ["Mail:From"] = "portal@example.com",
            }
        );
        await AddPersonAsync(portal);

        var known = await AnswerAsync(Email);

        Assert.Equal(await AnswerAsync("nobody@example.com"), known);
        Assert.Contains("we sent it a link", known);

        async Task<string> AnswerAsync(string email)
        {
            using var visitor = AccountVisitor.Of(portal);
            var (response, text) = await visitor.SubmitAsync("/account/forgot", ("Input.Email", email));
            return Comparable(response, text, email);
        }
    }

    [Fact]
    public async Task Login_AfterFiveWrongPasswords_RefusesTheCorrectOneWithTheSameMessage()
    {
        await using var portal = new PagesApp();
        await AddPersonAsync(portal);
        using var visitor = AccountVisitor.Of(portal);

        var answers = new HashSet<string>();
        for (var i = 0; i < 5; i++)
            answers.Add(await AnswerAsync("not the password"));
        answers.Add(await AnswerAsync(TestPeople.Password));

        Assert.Single(answers);

        async Task<string> AnswerAsync(string password)
        {
            var (response, text) = await visitor.SignInAsync(Email, password);
            return Comparable(response, text, Email);
        }
    }

    [Theory]
    [InlineData("http://localhost/", false)]
    [InlineData("https://localhost/", true)]
    public async Task Cookies_AreSameSiteHttpOnlyAndSecureOverHttps(string address, bool isSecure)
    {
        await using var portal = new PagesApp();
        await AddPersonAsync(portal);
        using var visitor = AccountVisitor.Of(portal, address);

        var (page, _) = await visitor.GetAsync("/account/login");
        var (signedIn, _) = await visitor.SignInAsync(Email, TestPeople.Password);

        AssertCookie(page, isSecure ? "__Host-ap-forms" : "ap-forms", "samesite=strict");
        AssertCookie(signedIn, isSecure ? "__Host-ap-session" : "ap-session", "samesite=lax");
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/account/sessions")).Response.StatusCode);

        void AssertCookie(HttpResponseMessage response, string name, string sameSite)
        {
            var attributes = Assert
                .Single(response.Headers.GetValues("Set-Cookie"), c => c.StartsWith(name + "=", StringComparison.Ordinal))
                .Split("; ")
                .Skip(1)
                .Order()
                .ToArray();
            Assert.Contains("httponly", attributes);
            Assert.Contains("path=/", attributes);
            Assert.Contains(sameSite, attributes);
            Assert.Equal(isSecure, attributes.Contains("secure"));
            Assert.DoesNotContain(attributes, a => a.StartsWith("domain", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Cookie_SetByANeighbouringSite_IsIgnoredOverHttps()
    {
        await using var portal = new PagesApp();
        var session = portal.SessionOf(await portal.SignInAsync(PortalRole.Admin));
        using var client = portal.CreateClient(
            new()
            {
                AllowAutoRedirect = false,
                HandleCookies = false,
                BaseAddress = new Uri("https://localhost/"),
            }
        );

        Assert.Equal(HttpStatusCode.Found, await AskAsync(session));
        Assert.Equal(HttpStatusCode.OK, await AskAsync($"ap-theme=dark; __Host-{session}"));
        Assert.Equal(HttpStatusCode.Found, await AskAsync($"__Host-ap-session=nothing; {session}"));

        async Task<HttpStatusCode> AskAsync(string cookies)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/account/sessions");
            request.Headers.Add("Cookie", cookies);
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Link_WithASecondFactor_SetsThePasswordWithoutSigningIn()
    {
        await using var portal = new PagesApp();
        var services = portal.Services;
        var me = await TestPeople.AddAsync(services.GetRequiredService<PortalDatabase>(), PortalRole.Admin, email: Email);
        var offer = (
            await services.GetRequiredService<AuthenticatorService>().OfferAsync(me, TestContext.Current.CancellationToken)
        ).Value!;
        await services
            .GetRequiredService<AuthenticatorService>()
            .TurnOnAsync(me, offer.Token, TestCodes.At(offer.Key, DateTimeOffset.UtcNow), TestContext.Current.CancellationToken);
        var link = (await services.GetRequiredService<PeopleLinks>().ForgottenAsync(Email, TestContext.Current.CancellationToken))!;
        using var visitor = AccountVisitor.Of(portal);

        var (joined, _) = await visitor.SubmitAsync(
            $"/account/join?user={link.User.Id}&token={Uri.EscapeDataString(link.Token)}",
            ("Input.Password", "eight amber lanterns")
        );

        Assert.Equal(HttpStatusCode.Found, joined.StatusCode);
        Assert.False(
            joined.Headers.TryGetValues("Set-Cookie", out var cookies)
                && cookies.Any(c => c.StartsWith("ap-session=", StringComparison.Ordinal))
        );
        Assert.Equal(HttpStatusCode.Found, (await visitor.GetAsync("/account/sessions")).Response.StatusCode);
        var (asked, _) = await visitor.SignInAsync(Email, "eight amber lanterns");
        Assert.StartsWith("/account/code", new Uri(new Uri("http://localhost"), asked.Headers.Location!).AbsolutePath);
    }

    internal static async Task AddPersonAsync(PagesApp portal) =>
        await TestPeople.AddAsync(portal.Services.GetRequiredService<PortalDatabase>(), PortalRole.Admin, email: Email);

    /// <summary>Everything in a response that could reveal something, without the address sent and random tokens.</summary>
    private static string Comparable(HttpResponseMessage response, string text, string email)
    {
        var headers = response
            .Headers.Concat(response.Content.Headers)
            .Where(h => h.Key is not ("Date" or "Content-Length"))
            .Select(h =>
                h.Key == "Set-Cookie"
                    ? $"Set-Cookie {string.Join(',', h.Value.Select(c => c.Split('=')[0]))}"
                    : $"{h.Key}: {string.Join(',', h.Value)}"
            )
            .Order();
        return $"{(int)response.StatusCode}\n{string.Join('\n', headers)}\n"
            + $"{Protected().Replace(text, "").Replace(email, "", StringComparison.OrdinalIgnoreCase)}";
    }

    /// <summary>A portal that listens on a port: it refuses to send some headers that the test server would send.</summary>
    public sealed class RealServer : IAsyncLifetime
    {
        private readonly PagesApp _portal = new();

        public Uri Address => _portal.ClientOptions.BaseAddress;

        public async ValueTask InitializeAsync()
        {
            _portal.UseKestrel(0);
            _portal.StartServer();
            await AddPersonAsync(_portal);
        }

        public ValueTask DisposeAsync() => _portal.DisposeAsync();
    }

    // Protected data starts the same: the form's token, and the page's state in a comment.
    [GeneratedRegex("CfDJ8[^\"<> ]*")]
    private static partial Regex Protected();
}
