using System.Net;
using System.Text.RegularExpressions;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Keys;
using AdminPortal.Services.People;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Components.Account;

/// <summary>A portal that requires a second factor.</summary>
public sealed partial class TwoFactorRequirementTests
{
    private const string Email = "admin@example.com";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UserWithout_IsRedirectedToTheSetup_FromEveryPage()
    {
        await using var portal = Start("Staff");
        await SignInAttackTests.AddPersonAsync(portal);
        using var visitor = AccountVisitor.Of(portal);
        await visitor.SignInAsync(Email, TestPeople.Password);

        foreach (
            var path in (string[])
                [
                    "/",
                    "/account",
                    "/account/sessions",
                    "/account/passkeys/add",
                    "/admin/phone-inventory",
                    "/admin/phone-inventory/export.csv",
                ]
        )
        {
            var (led, _) = await visitor.GetAsync(path);
            Assert.Equal(
                (path, HttpStatusCode.Found, "/account/authenticator"),
                (path, led.StatusCode, led.Headers.Location?.OriginalString)
            );
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync("/api/admin/phone-numbers/summary")).Response.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.PostAsync("/_blazor/negotiate?negotiateVersion=1", [])).Response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/app.css")).Response.StatusCode);

        var (_, page) = await visitor.GetAsync("/account/authenticator");
        Assert.Contains("Your role requires two-factor authentication", page);
        Assert.DoesNotContain("aria-label=\"Pages\"", page);
        var key = Key().Match(page).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal);
        // The key of the submitted page, which differs each time it is opened.
        var token = Token().Match(page).Groups[1].Value;
        var (on, codes) = await visitor.SubmitAsAsync(
            "/account/authenticator",
            "/account/authenticator",
            ("_handler", "turn-on"),
            ("On.Token", WebUtility.HtmlDecode(token)),
            ("On.Code", TestCodes.At(key, DateTimeOffset.UtcNow))
        );
        Assert.Equal(HttpStatusCode.OK, on.StatusCode);
        Assert.Contains("Your recovery codes", codes);

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/")).Response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/admin/phone-numbers/summary")).Response.StatusCode);
    }

    [Theory]
    [InlineData("None", PortalRole.Admin, false)]
    [InlineData("Staff", PortalRole.Support, true)]
    [InlineData("staff", PortalRole.Business, false)]
    [InlineData("Everyone", PortalRole.Business, true)]
    public async Task Policy_AppliesToItsRoles(string rule, PortalRole role, bool isAsked)
    {
        await using var portal = Start(rule);
        await portal.SignInAsync(role, role == PortalRole.Business ? await portal.AddBusinessAsync() : null);

        var (status, _, location) = await portal.AskAsync("/account");

        Assert.Equal(
            isAsked ? (HttpStatusCode.Found, "/account/authenticator") : (HttpStatusCode.OK, null),
            (status, location?.OriginalString)
        );
    }

    [Fact]
    public async Task Passkey_CountsAsTwoFactors_AndKeysNeedNone()
    {
        await using var portal = Start("Everyone");
        var me = await portal.SignInAsync(PortalRole.Admin);
        await using (var db = portal.Services.GetRequiredService<PortalDatabase>().CreateDbContext())
            await db.Sessions.ExecuteUpdateAsync(set => set.SetProperty(s => s.How, "hwk"), Cancel);
        Assert.Equal(HttpStatusCode.OK, (await portal.AskAsync("/account")).Status);
        Assert.Equal(SessionState.Good, await portal.Services.GetRequiredService<SessionRevalidation>().AskAsync(me, Cancel));

        var key = (
            await portal
                .Services.GetRequiredService<ApiKeyService>()
                .CreateAsync(TestPortal.Admin, "Website", PortalRole.Admin, null, null, Cancel)
        )
            .Value!
            .Key;
        using var program = portal.CreateClient();
        (await program.GetApiAsync("/api/admin/phone-numbers/summary", ("Authorization", $"Bearer {key}"))).Is(200);
    }

    [Fact]
    public async Task RequiredApp_CannotBeTurnedOff()
    {
        await using var portal = Start("Staff");
        var me = await portal.SignInAsync(PortalRole.Admin);

        var off = await portal.Services.GetRequiredService<AuthenticatorService>().TurnOffAsync(me, TestPeople.Password, Cancel);

        Assert.Contains("requires two-factor authentication", Assert.IsType<Refusal.InvalidTransition>(off.Refusal).Message);
    }

    [Fact]
    public void InvalidSetting_IsReported()
    {
        Assert.Equal(
            ["Setting SignIn:RequireSecondFactor takes None, Staff or Everyone; it is 'perhaps'."],
            Configured.FaultsOf(SignInSettings.Read, ("SignIn:RequireSecondFactor", "perhaps"))
        );
    }

    private static PagesApp Start(string rule) => new(settings: new Dictionary<string, string> { ["SignIn:RequireSecondFactor"] = rule });

    [GeneratedRegex("ap-own-key\">([A-Z2-7 ]+)<")]
    private static partial Regex Key();

    [GeneratedRegex("name=\"On.Token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
