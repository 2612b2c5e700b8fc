using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.People;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.People;

public sealed class AuthenticatorServiceTests(PostgresCluster cluster)
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task TurnOn_WithTheFirstCode_AcceptsEachCodeOnceFromThenOn(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var (key, recovery) = await TurnOnAsync(portal, me);

        var now = await TestPeople.FindAsync(portal.Database, me);
        Assert.True(now.TwoFactorEnabled);
        Assert.NotEqual(me.SessionIdentity!.SecurityStamp, now.SecurityStamp);
        Assert.Equal(10, recovery.Distinct().Count());
        var codes = portal.Get<OneTimeCodes>();
        Assert.False(
            await codes.TakeAsync(now, TestCodes.At(key, _clock.GetUtcNow()), Cancel),
            "The code that turned it on opens no session."
        );

        _clock.Advance(TimeSpan.FromSeconds(30));
        var next = TestCodes.At(key, _clock.GetUtcNow());
        var taken = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => codes.TakeAsync(now, next, Cancel))));
        Assert.Single(taken, t => t);
        Assert.Equal(10, (await AccountAsync(portal, me)).RecoveryCodesLeft);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task TurnOn_StoresNeitherKeyNorRecoveryCodesInClearText(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var (key, recovery) = await TurnOnAsync(portal, me);

        await using var db = portal.Database.CreateReadContext();
        var kept = string.Join('\n', await db.UserTokens.Select(t => t.Value).ToListAsync(Cancel));
        var told = string.Join('\n', await db.AuditEvents.Select(e => e.Before + e.After + e.Reason).ToListAsync(Cancel));

        Assert.All(recovery.Append(key), secret => Assert.DoesNotContain(secret, kept + told));
    }

    [Fact]
    public async Task TurnOn_WithAWrongCodeOrAForeignOrExpiredKey_IsRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, _clock);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var other = await TestPeople.AddAsync(portal.Database, PortalRole.Support);
        var service = portal.Get<AuthenticatorService>();
        var offer = (await service.OfferAsync(me, Cancel)).Value!;
        var code = TestCodes.At(offer.Key, _clock.GetUtcNow());

        Assert.Contains("secret=" + offer.Key, offer.Address);
        Assert.Equal(
            "code",
            Assert
                .IsType<Refusal.Invalid>(
                    (await service.TurnOnAsync(me, offer.Token, TestCodes.At(offer.Key, _clock.GetUtcNow().AddMinutes(-5)), Cancel)).Refusal
                )
                .Field
        );
        Assert.Equal(offer.Key, service.OfferAgain(me, offer.Token).Value!.Key);
        foreach (var token in (string?[])["forged", "", null])
            Assert.Equal("token", Assert.IsType<Refusal.Invalid>((await service.TurnOnAsync(me, token, code, Cancel)).Refusal).Field);
        Assert.Equal("token", Assert.IsType<Refusal.Invalid>((await service.TurnOnAsync(other, offer.Token, code, Cancel)).Refusal).Field);

        _clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(
            "token",
            Assert
                .IsType<Refusal.Invalid>(
                    (await service.TurnOnAsync(me, offer.Token, TestCodes.At(offer.Key, _clock.GetUtcNow()), Cancel)).Refusal
                )
                .Field
        );
        Assert.False((await TestPeople.FindAsync(portal.Database, me)).TwoFactorEnabled);
    }

    [Theory, OnEachDatabase]
    public async Task TurnOn_TwiceConcurrently_StoresOneKey(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var service = portal.Get<AuthenticatorService>();
        var offers = new[] { (await service.OfferAsync(me, Cancel)).Value!, (await service.OfferAsync(me, Cancel)).Value! };

        var outcomes = await Task.WhenAll(
            offers.Select(o => Task.Run(() => service.TurnOnAsync(me, o.Token, TestCodes.At(o.Key, _clock.GetUtcNow()), Cancel)))
        );

        Assert.Single(outcomes, o => o.IsDone);
        var winner = offers[Array.FindIndex(outcomes, o => o.IsDone)];
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(
            await portal
                .Get<OneTimeCodes>()
                .TakeAsync(await TestPeople.FindAsync(portal.Database, me), TestCodes.At(winner.Key, _clock.GetUtcNow()), Cancel)
        );
    }

    [Theory, OnEachDatabase]
    public async Task RecoveryCode_UsedConcurrently_SignsInOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock);
        await using var other = await portal.StartAnotherAsync();
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var (_, recovery) = await TurnOnAsync(portal, me);
        var user = await TestPeople.FindAsync(portal.Database, me);

        var taken = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(i =>
                    Task.Run(() =>
                        (i % 2 == 0 ? portal : other).Get<AuthenticatorService>().TakeRecoveryCodeAsync(user, recovery[3], Cancel)
                    )
                )
        );

        Assert.Single(taken, t => t);
        Assert.Equal(9, (await AccountAsync(portal, me)).RecoveryCodesLeft);

        // The others are still valid, also as users type them.
        Assert.True(
            await portal
                .Get<AuthenticatorService>()
                .TakeRecoveryCodeAsync(user, recovery[4].ToUpperInvariant().Replace("-", " ").Replace('0', 'O'), Cancel)
        );
        Assert.False(await portal.Get<AuthenticatorService>().TakeRecoveryCodeAsync(user, "", Cancel));
        Assert.False(await portal.Get<AuthenticatorService>().TakeRecoveryCodeAsync(user, "aaaa-bbbb-cccc-dddd", Cancel));
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task RecoveryCode_ShorterOneOfAnEarlierVersion_StaysValid()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, _clock);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var (_, recovery) = await TurnOnAsync(portal, me);
        // 24 characters of 32 kinds: 120 bits.
        Assert.All(recovery, code => Assert.Matches("^([0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}$", code));
        await using (var db = portal.Database.CreateDbContext())
            await db
                .UserTokens.Where(t => t.Name == PortalUserStore.CodesName)
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.Value, RecoveryCodes.Hash("7k2m-x9qd-04tr-hw3c")), Cancel);

        var user = await TestPeople.FindAsync(portal.Database, me);
        Assert.True(await portal.Get<AuthenticatorService>().TakeRecoveryCodeAsync(user, "7K2M X9QD O4TR HW3C", Cancel));
        Assert.False(await portal.Get<AuthenticatorService>().TakeRecoveryCodeAsync(user, "7k2m-x9qd-04tr-hw3c", Cancel));
    }

    [Theory, OnEachDatabase]
    public async Task SecondFactor_RemovedByAnAdmin_EndsAppCodesPasskeysAndSessions(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock);
        var boss = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Support);
        var (_, recovery) = await TurnOnAsync(portal, me);
        me = await TestPeople.AgainAsync(portal.Database, me);
        await portal.Get<PasskeyService>().AddAsync(me, "Lost phone", PasskeyServiceTests.Passkey(1), Cancel);
        var people = portal.Get<PeopleService>();

        Assert.Equal(
            "reason",
            Assert
                .IsType<Refusal.Invalid>((await people.TakeOffSecondFactorAsync(boss, me.SessionIdentity!.UserId, " ", Cancel)).Refusal)
                .Field
        );
        Assert.IsType<Refusal.NotAllowed>((await people.TakeOffSecondFactorAsync(me, me.SessionIdentity.UserId, "Lost", Cancel)).Refusal);
        var taken = (await people.TakeOffSecondFactorAsync(boss, me.SessionIdentity.UserId, "Lost their phone", Cancel)).Value!;

        Assert.False(taken.HasTwoFactor);
        var now = await TestPeople.FindAsync(portal.Database, me);
        Assert.False(await portal.Get<AuthenticatorService>().TakeRecoveryCodeAsync(now, recovery[0], Cancel));
        Assert.IsType<Refusal.SignedOut>((await portal.Get<AccountService>().FindAsync(me, Cancel)).Refusal);
        Assert.Empty(
            (await portal.Get<AccountService>().FindAsync(await TestPeople.AgainAsync(portal.Database, me), Cancel)).Value!.Passkeys
        );
        await using var db = portal.Database.CreateReadContext();
        Assert.Contains(
            "Lost their phone",
            (await db.AuditEvents.SingleAsync(e => e.Action == "user.second_factor_taken_off", Cancel)).After
        );

        // There is nothing left to remove, and admins cannot remove their own: that would bypass the confirmation.
        Assert.IsType<Refusal.InvalidTransition>(
            (await people.TakeOffSecondFactorAsync(boss, me.SessionIdentity.UserId, "Again", Cancel)).Refusal
        );
        await TurnOnAsync(portal, boss);
        boss = await TestPeople.AgainAsync(portal.Database, boss);
        Assert.Contains(
            "your account",
            Assert
                .IsType<Refusal.InvalidTransition>(
                    (await people.TakeOffSecondFactorAsync(boss, boss.SessionIdentity!.UserId, "Mine", Cancel)).Refusal
                )
                .Message
        );
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task RecoveryCodes_Replaced_InvalidateTheOldOnes(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var (_, old) = await TurnOnAsync(portal, me);
        var service = portal.Get<AuthenticatorService>();
        me = await TestPeople.AgainAsync(portal.Database, me);

        Assert.Equal(
            "proof",
            Assert.IsType<Refusal.Invalid>((await service.ReplaceRecoveryCodesAsync(me, "a wrong password", Cancel)).Refusal).Field
        );
        var fresh = (await service.ReplaceRecoveryCodesAsync(me, TestPeople.Password, Cancel)).Value!;

        var user = await TestPeople.FindAsync(portal.Database, me);
        Assert.False(await service.TakeRecoveryCodeAsync(user, old[0], Cancel));
        Assert.True(await service.TakeRecoveryCodeAsync(user, fresh[0], Cancel));
    }

    [Theory, OnEachDatabase]
    public async Task TurnOff_WithAConfirmedIdentity_EndsCodesAndSessions(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var (key, recovery) = await TurnOnAsync(portal, me);
        var service = portal.Get<AuthenticatorService>();
        me = await TestPeople.AgainAsync(portal.Database, me);

        foreach (var proof in (string?[])["a wrong password", "", null, TestCodes.At(key, _clock.GetUtcNow())])
            Assert.Equal("proof", Assert.IsType<Refusal.Invalid>((await service.TurnOffAsync(me, proof, Cancel)).Refusal).Field);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True((await service.TurnOffAsync(me, TestCodes.At(key, _clock.GetUtcNow()), Cancel)).IsDone);

        var now = await TestPeople.FindAsync(portal.Database, me);
        Assert.False(now.TwoFactorEnabled);
        Assert.NotEqual(me.SessionIdentity!.SecurityStamp, now.SecurityStamp);
        Assert.False(await service.TakeRecoveryCodeAsync(now, recovery[0], Cancel));
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.False(await portal.Get<OneTimeCodes>().TakeAsync(now, TestCodes.At(key, _clock.GetUtcNow()), Cancel));
        await using var db = portal.Database.CreateReadContext();
        Assert.Empty(await db.UserTokens.ToListAsync(Cancel));
        Assert.Equal(
            ["user.two_factor_turned_on", "user.two_factor_turned_off"],
            await db.AuditEvents.Where(e => e.RecordId == now.Id).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync(Cancel)
        );

        // And it can be set up again.
        await TurnOnAsync(portal, await TestPeople.AgainAsync(portal.Database, me));
    }

    private async Task<(string Key, IReadOnlyList<string> Recovery)> TurnOnAsync(TestPortal portal, Actor me)
    {
        var offer = (await portal.Get<AuthenticatorService>().OfferAsync(me, Cancel)).Value!;
        var on = await portal.Get<AuthenticatorService>().TurnOnAsync(me, offer.Token, TestCodes.At(offer.Key, _clock.GetUtcNow()), Cancel);
        return (offer.Key, on.Value ?? throw new InvalidOperationException(on.ToString()));
    }

    private static async Task<AccountRecord> AccountAsync(TestPortal portal, Actor me) =>
        (await portal.Get<AccountService>().FindAsync(await TestPeople.AgainAsync(portal.Database, me), Cancel)).Value!;
}
