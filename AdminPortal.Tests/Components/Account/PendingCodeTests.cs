using System.Net;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.People;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Components.Account;

/// <summary>A sign-in that awaits its code while the account changes, through the real forms.</summary>
public sealed class PendingCodeTests
{
    private const string Email = "support@example.com";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public enum Change
    {
        PasswordChanged,
        PasswordReset,
        SignedOutEverywhere,
        RoleChanged,
        LockedAndUnlocked,
        Locked,
        PasskeyRemoved,
        SecondFactorSetUpAgain,
    }

    public static TheoryData<Change, bool> Changes()
    {
        var all = new TheoryData<Change, bool>();
        foreach (var change in Enum.GetValues<Change>())
        {
            all.Add(change, false);
            all.Add(change, true);
        }

        return all;
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task Code_AfterAnAccountChange_DoesNotCompleteTheEarlierSignIn(Change change, bool isRecoveryCode)
    {
        await using var portal = new PagesApp();
        var admin = await TestPeople.AddAsync(portal.Services.GetRequiredService<PortalDatabase>(), PortalRole.Admin);
        var me = await TestPeople.AddAsync(portal.Services.GetRequiredService<PortalDatabase>(), PortalRole.Support, email: Email);
        var (key, recovery) = await TurnOnAsync(portal, me);
        using var thief = AccountVisitor.Of(portal);
        var (asked, _) = await thief.SignInAsync(Email, TestPeople.Password);
        Assert.StartsWith("/account/code", new Uri(new Uri("http://localhost"), asked.Headers.Location!).AbsolutePath);
        var (_, open) = await thief.GetAsync("/account/code");
        Assert.Contains("Input.Code", open);

        if (
            await ChangeAsync(
                portal,
                change,
                admin,
                await TestPeople.AgainAsync(portal.Services.GetRequiredService<PortalDatabase>(), me)
            ) is
            { } renewed
        )
            (key, recovery) = renewed;
        // The next time step: the code of the setup is used up.
        var code = isRecoveryCode ? recovery[0] : TestCodes.At(key, DateTimeOffset.UtcNow.AddSeconds(30));
        var (sent, _) = await thief.SubmitAsAsync("/account/login", "/account/code", ("_handler", "code"), ("Input.Code", code));

        Assert.Equal(
            (HttpStatusCode.Found, "/account/login"),
            (sent.StatusCode, new Uri(new Uri("http://localhost"), sent.Headers.Location!).AbsolutePath)
        );
        Assert.DoesNotContain(
            sent.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [],
            c => c.StartsWith("ap-session=ey", StringComparison.Ordinal) || c.StartsWith("ap-session=CfDJ", StringComparison.Ordinal)
        );
        Assert.Equal(HttpStatusCode.Found, (await thief.GetAsync("/account/sessions")).Response.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Code_WithoutAChange_CompletesTheSignIn(bool isRecoveryCode)
    {
        await using var portal = new PagesApp();
        var me = await TestPeople.AddAsync(portal.Services.GetRequiredService<PortalDatabase>(), PortalRole.Support, email: Email);
        var (key, recovery) = await TurnOnAsync(portal, me);
        using var visitor = AccountVisitor.Of(portal);
        await visitor.SignInAsync(Email, TestPeople.Password);

        var (sent, _) = await visitor.SubmitAsync(
            "/account/code",
            ("Input.Code", isRecoveryCode ? recovery[0] : TestCodes.At(key, DateTimeOffset.UtcNow.AddSeconds(30)))
        );

        Assert.Equal(HttpStatusCode.Found, sent.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/account/sessions")).Response.StatusCode);
    }

    [Fact]
    public async Task AuthenticatorKey_ShownBeforeThePasswordChanged_IsNotAccepted()
    {
        await using var portal = new PagesApp();
        var services = portal.Services;
        var database = services.GetRequiredService<PortalDatabase>();
        var me = await TestPeople.AddAsync(database, PortalRole.Support, email: Email);
        var authenticators = services.GetRequiredService<AuthenticatorService>();
        var offer = (await authenticators.OfferAsync(me, Cancel)).Value!;

        Assert.True(
            (
                await services
                    .GetRequiredService<AccountService>()
                    .ChangePasswordAsync(me, TestPeople.Password, "eight amber lanterns", Cancel)
            ).IsDone
        );
        me = await TestPeople.AgainAsync(database, me);

        Assert.Equal(
            "token",
            Assert
                .IsType<Refusal.Invalid>(
                    (await authenticators.TurnOnAsync(me, offer.Token, TestCodes.At(offer.Key, DateTimeOffset.UtcNow), Cancel)).Refusal
                )
                .Field
        );
        Assert.False(authenticators.OfferAgain(me, offer.Token).IsDone);
    }

    private static async Task<(string Key, IReadOnlyList<string> Recovery)> TurnOnAsync(PagesApp portal, Actor me)
    {
        var authenticators = portal.Services.GetRequiredService<AuthenticatorService>();
        var offer = (await authenticators.OfferAsync(me, Cancel)).Value!;
        return (
            offer.Key,
            (await authenticators.TurnOnAsync(me, offer.Token, TestCodes.At(offer.Key, DateTimeOffset.UtcNow), Cancel)).Value!
        );
    }

    private static async Task<(string Key, IReadOnlyList<string> Recovery)?> ChangeAsync(
        PagesApp portal,
        Change change,
        Actor admin,
        Actor me
    )
    {
        var services = portal.Services;
        var people = services.GetRequiredService<PeopleService>();
        var id = me.SessionIdentity!.UserId;
        switch (change)
        {
            case Change.PasswordChanged:
                Assert.True(
                    (
                        await services
                            .GetRequiredService<AccountService>()
                            .ChangePasswordAsync(me, TestPeople.Password, "eight amber lanterns", Cancel)
                    ).IsDone
                );
                break;
            case Change.PasswordReset:
                var link = (await services.GetRequiredService<PeopleLinks>().ForgottenAsync(Email, Cancel))!;
                Assert.True(
                    (
                        await services.GetRequiredService<PeopleLinks>().ChoosePasswordAsync(id, link.Token, "eight amber lanterns", Cancel)
                    ).IsDone
                );
                break;
            case Change.SignedOutEverywhere:
                Assert.True((await people.SignOutEverywhereAsync(admin, id, Cancel)).IsDone);
                break;
            case Change.RoleChanged:
                Assert.True((await people.ChangeRoleAsync(admin, id, PortalRole.Admin, null, Cancel)).IsDone);
                break;
            case Change.LockedAndUnlocked:
                Assert.True((await people.LockAsync(admin, id, "left", Cancel)).IsDone);
                Assert.True((await people.UnlockAsync(admin, id, Cancel)).IsDone);
                break;
            case Change.Locked:
                Assert.True((await people.LockAsync(admin, id, "left", Cancel)).IsDone);
                break;
            case Change.PasskeyRemoved:
                var passkeys = services.GetRequiredService<PasskeyService>();
                var added = (
                    await passkeys.AddAsync(
                        me,
                        "Laptop",
                        new UserPasskeyInfo([1], [2], DateTimeOffset.UtcNow, 0, [], true, false, false, [], []),
                        Cancel
                    )
                ).Value!;
                Assert.True((await passkeys.RemoveAsync(me, added.Id, Cancel)).IsDone);
                break;
            case Change.SecondFactorSetUpAgain:
                Assert.True((await people.TakeOffSecondFactorAsync(admin, id, "lost", Cancel)).IsDone);
                return await TurnOnAsync(portal, await TestPeople.AgainAsync(services.GetRequiredService<PortalDatabase>(), me));
        }

        return null;
    }
}
