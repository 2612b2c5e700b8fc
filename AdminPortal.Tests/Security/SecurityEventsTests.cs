using System.Net;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Keys;
using AdminPortal.Services.People;
using AdminPortal.Tests.Components;
using AdminPortal.Tests.Components.Account;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Tests.Security;

/// <summary>The security log after sign-ins, refusals and bypass attempts.</summary>
public sealed class SecurityEventsTests : IDisposable
{
    private const string Email = "admin@example.com",
        Address = "203.0.113.9";

    private readonly CollectedLog _log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task SignIn_SuccessFailureUnknownAndLocked_IsLogged_WithoutTheInput()
    {
        await using var portal = Start();
        var me = await TestPeople.AddAsync(portal.Services.GetRequiredService<PortalDatabase>(), PortalRole.Admin, email: Email);
        var id = me.SessionIdentity!.UserId;
        using var visitor = AccountVisitor.Of(portal);

        await visitor.SignInAsync("a password in the wrong field", "whatever");
        await visitor.SignInAsync(Email, TestPeople.Password);
        // The sign-in page redirects signed-in users; another visitor guesses.
        using var guesser = AccountVisitor.Of(portal);
        for (var i = 0; i < 5; i++)
            await guesser.SignInAsync(Email, "not the password");
        await guesser.SignInAsync(Email, TestPeople.Password);

        Assert.Equal($"{id} signed in with pwd from {Address}", Assert.Single(_log.Of("SignedIn")));
        var refused = _log.Of("SignInRefused").ToList();
        Assert.Equal($"Sign-in of unknown account with password from {Address} refused: no such account", refused[0]);
        Assert.Contains($"Sign-in of {id} with password from {Address} refused: wrong password", refused);
        Assert.Equal($"Sign-in of {id} with password from {Address} refused: account locked", refused[^1]);
        Assert.Contains(id.ToString(), Assert.Single(_log.Of("AccountLocked")));
        Assert.DoesNotContain(
            _log.Lines,
            l =>
                l.Text.Contains("wrong field", StringComparison.Ordinal)
                || l.Text.Contains("not the password", StringComparison.Ordinal)
                || l.Text.Contains(Email, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Code_Wrong_IsLogged()
    {
        await using var portal = Start();
        var database = portal.Services.GetRequiredService<PortalDatabase>();
        var me = await TestPeople.AddAsync(database, PortalRole.Admin, email: Email);
        var service = portal.Services.GetRequiredService<AuthenticatorService>();
        var offer = (await service.OfferAsync(me, Cancel)).Value!;
        Assert.True((await service.TurnOnAsync(me, offer.Token, TestCodes.At(offer.Key, DateTimeOffset.UtcNow), Cancel)).IsDone);
        using var visitor = AccountVisitor.Of(portal);

        await visitor.SignInAsync(Email, TestPeople.Password);
        await visitor.SubmitAsync("/account/code", ("Input.Code", "aaaa-bbbb"));

        Assert.Equal($"Two-factor code of {me.SessionIdentity!.UserId} from {Address} refused", Assert.Single(_log.Of("CodeRefused")));
        Assert.Empty(_log.Of("SignedIn"));
        Assert.Contains(
            $"user.two_factor_turned_on on user {me.SessionIdentity.UserId} by user:{me.SessionIdentity.UserId:N}",
            _log.Of("Changed")
        );
    }

    [Fact]
    public async Task MissingRights_OnPagesAndApi_AreLogged()
    {
        await using var portal = Start();
        var me = await portal.SignInAsync(PortalRole.Support);
        using var client = portal.Visit();

        await portal.AskAsync("/admin/users");
        await client.GetApiAsync("/api/admin/api-keys");

        Assert.Equal(
            [
                $"user:{me.SessionIdentity!.UserId:N} refused at GET /admin/users from {Address}: role not allowed",
                $"user:{me.SessionIdentity.UserId:N} refused at GET /api/admin/api-keys from {Address}: role not allowed",
            ],
            _log.Of("RightsRefused")
        );
    }

    [Fact]
    public async Task ForgedForms_RateLimits_AndForeignOrigins_AreLogged()
    {
        await using var portal = Start(("RateLimits:SignInAttemptsPerMinute", "1"));
        using var visitor = AccountVisitor.Of(portal);
        using var client = portal.Visit();

        await visitor.PostAsync("/account/login", [("_handler", "login")]);
        await visitor.PostAsync("/account/login", [("_handler", "login")]);
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/_blazor");
        foreign.Headers.Add("Origin", "https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(foreign, Cancel)).StatusCode);

        Assert.Equal(
            $"Request to /account/login from {Address} refused: antiforgery token missing or invalid",
            Assert.Single(_log.Of("ForgedFormRefused"))
        );
        Assert.Equal($"Limit of forms reached at /account/login from {Address}", Assert.Single(_log.Of("LimitHit")));
        Assert.Equal(
            $"Cross-origin connection from https://evil.example ({Address}) refused",
            Assert.Single(_log.Of("ForeignOriginRefused"))
        );
    }

    [Fact]
    public async Task Key_WrongRevokedExpiredOrMalformed_IsLoggedByItsPublicPart()
    {
        await using var portal = Start();
        var keys = portal.Services.GetRequiredService<ApiKeyService>();
        var revoked = (await keys.CreateAsync(TestPortal.Admin, "Old", PortalRole.Admin, null, null, Cancel)).Value!;
        var expired = (await keys.CreateAsync(TestPortal.Admin, "Short", PortalRole.Admin, null, 1, Cancel)).Value!;
        var good = (await keys.CreateAsync(TestPortal.Admin, "Good", PortalRole.Admin, null, null, Cancel)).Value!;
        await keys.RevokeAsync(TestPortal.Admin, revoked.Id, Cancel);
        await using (var db = portal.Services.GetRequiredService<PortalDatabase>().CreateDbContext())
            await db
                .ApiKeys.Where(k => k.Id == expired.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(k => k.ExpiresAt, DateTimeOffset.UtcNow.AddDays(-1)), Cancel);
        using var client = portal.CreateClient();

        foreach (var key in (string[])["nonsense", revoked.Key, expired.Key, good.Key[..^1] + (good.Key[^1] == 'A' ? 'B' : 'A'), good.Key])
            await client.GetApiAsync("/api/admin/phone-numbers/summary", ("Authorization", $"Bearer {key}"));

        Assert.Equal(
            [
                $"API key (not a key) from {Address} refused: invalid format",
                $"API key {Prefix(revoked)} from {Address} refused: revoked",
                $"API key {Prefix(expired)} from {Address} refused: expired",
                $"API key {Prefix(good)} from {Address} refused: wrong secret",
            ],
            _log.Of("KeyRefused")
        );
        Assert.Contains($"api_key.revoked on api_key {revoked.Id} by test admin", _log.Of("Changed"));

        static string Prefix(CreatedApiKey key) => $"ap_…{key.Id.ToString("N")[^8..]}";
    }

    [Fact]
    public async Task FirstAdmin_AndChangesOfRights_AreLogged_OtherChangesAreNot()
    {
        await using var portal = Start();
        var first = portal.Services.GetRequiredService<FirstAdminService>();
        var made = (await first.CreateAsync(await first.CreateTokenAsync(Cancel), "boss@example.com", TestPeople.Password, Cancel)).Value!;
        await portal.AddBusinessAsync();

        Assert.Equal($"{made.Id} is the first admin", Assert.Single(_log.Of("FirstAdminMade")));
        Assert.Equal($"user.joined on user {made.Id} by somebody with a link", Assert.Single(_log.Of("Changed")));
    }

    private PagesApp Start(params (string Key, string Value)[] settings) =>
        new(
            caller: Address,
            services: services => services.AddSingleton<ILoggerProvider>(_log),
            settings: settings.ToDictionary(s => s.Key, s => s.Value)
        );
}
