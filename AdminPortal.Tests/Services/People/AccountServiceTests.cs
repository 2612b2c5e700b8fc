using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.People;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.People;

public sealed class AccountServiceTests(PostgresCluster cluster)
{
    private const string NewPassword = "eight amber lanterns";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task ChangePassword_WithTheCurrentOne_SetsItAndEndsEverySession(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);

        Assert.True((await portal.Get<AccountService>().ChangePasswordAsync(me, TestPeople.Password, NewPassword, Cancel)).IsDone);

        var now = await TestPeople.FindAsync(portal.Database, me);
        Assert.NotEqual(me.SessionIdentity!.SecurityStamp, now.SecurityStamp);
        Assert.Equal(
            PasswordVerificationResult.Success,
            new PasswordHasher<PortalUser>().VerifyHashedPassword(now, now.PasswordHash!, NewPassword)
        );
        Assert.IsType<Refusal.SignedOut>((await portal.Get<BusinessService>().CreateAsync(me, new NewBusiness("After"), Cancel)).Refusal);
        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(
            ["user.password_changed"],
            await db.AuditEvents.Where(e => e.RecordId == now.Id).Select(e => e.Action).ToListAsync(Cancel)
        );
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task ChangePassword_WithAWrongCurrentOne_IsRefusedAndLocksAfterFive(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Support);
        var account = portal.Get<AccountService>();

        for (var i = 0; i < 5; i++)
            Assert.Equal(
                "current",
                Assert
                    .IsType<Refusal.Invalid>((await account.ChangePasswordAsync(me, "a wrong password", NewPassword, Cancel)).Refusal)
                    .Field
            );

        // From now on the correct one is refused too.
        Assert.Contains(
            "15 minutes",
            Assert
                .IsType<Refusal.InvalidTransition>(
                    (await account.ChangePasswordAsync(me, TestPeople.Password, NewPassword, Cancel)).Refusal
                )
                .Message
        );
        Assert.Equal(me.SessionIdentity!.SecurityStamp, (await TestPeople.FindAsync(portal.Database, me)).SecurityStamp);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("passwordpassword")]
    [InlineData(TestPeople.Password)]
    public async Task ChangePassword_ToAnUnacceptableOne_IsRefused(string password)
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Support);

        Assert.Equal(
            "password",
            Assert
                .IsType<Refusal.Invalid>(
                    (await portal.Get<AccountService>().ChangePasswordAsync(me, TestPeople.Password, password, Cancel)).Refusal
                )
                .Field
        );
    }

    [Theory, OnEachDatabase]
    public async Task ChangePassword_TwiceConcurrently_SucceedsOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(i =>
                    Task.Run(() =>
                        (i % 2 == 0 ? portal : other)
                            .Get<AccountService>()
                            .ChangePasswordAsync(me, TestPeople.Password, $"{NewPassword} {i}", Cancel)
                    )
                )
        );

        Assert.Single(outcomes, o => o.IsDone);
        Assert.All(outcomes.Where(o => !o.IsDone), o => Assert.IsType<Refusal.SignedOut>(o.Refusal));
    }

    [Fact]
    public async Task Account_WithoutAnActiveSession_IsRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, new FakeTimeProvider(DateTimeOffset.UtcNow));
        var account = portal.Get<AccountService>();
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Support);
        await portal.Get<PeopleService>().SignOutEverywhereAsync(me, me.SessionIdentity!.UserId, Cancel);

        Assert.IsType<Refusal.NotAllowed>((await account.FindAsync(TestPortal.Admin, Cancel)).Refusal);
        Assert.IsType<Refusal.NotAllowed>(
            (await account.ChangePasswordAsync(Actor.Nobody, TestPeople.Password, NewPassword, Cancel)).Refusal
        );
        Assert.IsType<Refusal.NotAllowed>((await portal.Get<AuthenticatorService>().OfferAsync(TestPortal.Admin, Cancel)).Refusal);
        Assert.IsType<Refusal.SignedOut>((await account.FindAsync(me, Cancel)).Refusal);
        Assert.IsType<Refusal.SignedOut>((await account.ChangePasswordAsync(me, TestPeople.Password, NewPassword, Cancel)).Refusal);
        Assert.IsType<Refusal.SignedOut>((await portal.Get<AuthenticatorService>().OfferAsync(me, Cancel)).Refusal);
    }
}
