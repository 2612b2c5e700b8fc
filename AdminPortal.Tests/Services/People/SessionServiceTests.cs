using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.People;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.People;

public sealed class SessionServiceTests(PostgresCluster cluster)
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task End_OneOfTwo_KeepsTheOther(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var here = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var there = await TestPeople.AgainAsync(portal.Database, here);
        var sessions = portal.Get<SessionService>();
        var listed = (await sessions.ListAsync(here, Cancel)).Value!;
        Assert.Equal(
            [here.SessionIdentity!.SessionId, there.SessionIdentity!.SessionId],
            listed.OrderByDescending(s => s.IsThis).Select(s => s.Id)
        );

        Assert.True((await sessions.EndAsync(here, there.SessionIdentity.SessionId, Cancel)).IsDone);

        Assert.IsType<Refusal.SignedOut>(
            (await portal.Get<BusinessService>().CreateAsync(there, new NewBusiness("After"), Cancel)).Refusal
        );
        Assert.False(await portal.Get<SessionRevalidation>().HoldsAsync(there, Cancel));
        Assert.True((await portal.Get<BusinessService>().CreateAsync(here, new NewBusiness("After"), Cancel)).IsDone);
        Assert.True(Assert.Single((await sessions.ListAsync(here, Cancel)).Value!).IsThis);
        await using var db = portal.Database.CreateReadContext();
        Assert.Single(
            await db
                .AuditEvents.Where(e => e.Action == "user.session_ended" && e.RecordId == here.SessionIdentity.UserId)
                .ToListAsync(Cancel)
        );
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task End_Concurrently_IsDoneOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        var here = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var there = (await TestPeople.AgainAsync(portal.Database, here)).SessionIdentity!.SessionId;

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(i => Task.Run(() => (i % 2 == 0 ? portal : other).Get<SessionService>().EndAsync(here, there, Cancel)))
        );

        Assert.Single(outcomes, o => o.IsDone);
        Assert.All(outcomes.Where(o => !o.IsDone), o => Assert.IsType<Refusal.NotFound>(o.Refusal));
        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(1, await db.AuditEvents.CountAsync(e => e.Action == "user.session_ended", Cancel));
    }

    [Theory, OnEachDatabase]
    public async Task Session_OfAnotherUser_IsNeitherListedNorEnded(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var other = await TestPeople.AddAsync(portal.Database, PortalRole.Support);
        var sessions = portal.Get<SessionService>();

        Assert.Equal([me.SessionIdentity!.SessionId], (await sessions.ListAsync(me, Cancel)).Value!.Select(s => s.Id));
        Assert.IsType<Refusal.NotFound>((await sessions.EndAsync(me, other.SessionIdentity!.SessionId, Cancel)).Refusal);
        Assert.True(await portal.Get<SessionRevalidation>().HoldsAsync(other, Cancel));

        // A session of one user does not continue another's.
        Assert.False(
            await portal
                .Get<SessionRevalidation>()
                .HoldsAsync(me with { SessionIdentity = me.SessionIdentity with { SessionId = other.SessionIdentity.SessionId } }, Cancel)
        );
        Assert.False(
            await portal
                .Get<SessionRevalidation>()
                .HoldsAsync(me with { SessionIdentity = me.SessionIdentity with { SessionId = Guid.Empty } }, Cancel)
        );
    }

    [Theory, OnEachDatabase]
    public async Task Session_InConstantUse_EndsAfterFourteenDays(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var (sessions, revalidation) = (portal.Get<SessionService>(), portal.Get<SessionRevalidation>());

        for (var used = TimeSpan.Zero; used < TimeSpan.FromDays(14) - TimeSpan.FromHours(11); used += TimeSpan.FromHours(11))
        {
            Assert.True(await revalidation.HoldsAsync(me, Cancel), $"It ended after {used}.");
            _clock.Advance(TimeSpan.FromHours(11));
            sessions.NoteUse(me);
            Assert.True((await sessions.SaveUsesAsync(Actor.System, Cancel)).IsDone);
        }

        _clock.Advance(TimeSpan.FromHours(11));
        Assert.False(await revalidation.HoldsAsync(me, Cancel));
        Assert.Empty((await sessions.ListAsync(me, Cancel)).Value!);
    }

    [Fact]
    public async Task Session_Idle_EndsAfterTwelveHours()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, _clock);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);

        _clock.Advance(TimeSpan.FromHours(12) - TimeSpan.FromMinutes(1));
        Assert.True(await portal.Get<SessionRevalidation>().HoldsAsync(me, Cancel));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.False(await portal.Get<SessionRevalidation>().HoldsAsync(me, Cancel));
    }

    [Fact]
    public async Task SignInMethods_ChangedByAnOldSession_RequireIdentityConfirmation()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, _clock);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var there = (await TestPeople.AgainAsync(portal.Database, me)).SessionIdentity!.SessionId;
        var (owner, passkeys) = (portal.Get<IdentityConfirmation>(), portal.Get<PasskeyService>());
        var offer = (await portal.Get<AuthenticatorService>().OfferAsync(me, Cancel)).Value!;
        var own = (await passkeys.AddAsync(me, "Laptop", PasskeyServiceTests.Passkey(1), Cancel)).Value!;

        _clock.Advance(IdentityConfirmation.Freshness + TimeSpan.FromSeconds(1));
        foreach (var refusal in await TryAllAsync())
            Assert.IsType<Refusal.IdentityNotConfirmed>(refusal);
        Assert.Equal("proof", Assert.IsType<Refusal.Invalid>((await owner.ConfirmAsync(me, "a wrong password", Cancel)).Refusal).Field);
        Assert.IsType<Refusal.IdentityNotConfirmed>(await owner.FreshFaultAsync(me, Cancel));
        Assert.Equal(2, (await portal.Get<SessionService>().ListAsync(me, Cancel)).Value!.Count);

        Assert.True((await owner.ConfirmAsync(me, TestPeople.Password, Cancel)).IsDone);
        Assert.Null(await owner.FreshFaultAsync(me, Cancel));
        Assert.True((await passkeys.RenameAsync(me, own.Id, "Phone", Cancel)).IsDone);
        Assert.True((await portal.Get<SessionService>().EndAsync(me, there, Cancel)).IsDone);

        async Task<Refusal?[]> TryAllAsync() =>
            [
                (await portal.Get<AuthenticatorService>().OfferAsync(me, Cancel)).Refusal,
                (
                    await portal
                        .Get<AuthenticatorService>()
                        .TurnOnAsync(me, offer.Token, TestCodes.At(offer.Key, _clock.GetUtcNow()), Cancel)
                ).Refusal,
                (await passkeys.AddAsync(me, "Phone", PasskeyServiceTests.Passkey(2), Cancel)).Refusal,
                (await passkeys.RenameAsync(me, own.Id, "Phone", Cancel)).Refusal,
                (await passkeys.RemoveAsync(me, own.Id, Cancel)).Refusal,
                (await portal.Get<SessionService>().EndAsync(me, there, Cancel)).Refusal,
                (await portal.Get<PeopleService>().SignOutEverywhereAsync(me, me.SessionIdentity!.UserId, Cancel)).Refusal,
            ];
    }

    [Fact]
    public async Task Sessions_WithoutAnActiveSession_AreRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Support);
        var sessions = portal.Get<SessionService>();
        await sessions.EndAsync(me, me.SessionIdentity!.SessionId, Cancel);

        Assert.IsType<Refusal.NotAllowed>((await sessions.ListAsync(TestPortal.Admin, Cancel)).Refusal);
        Assert.IsType<Refusal.NotAllowed>((await sessions.EndAsync(Actor.Nobody, Guid.NewGuid(), Cancel)).Refusal);
        Assert.IsType<Refusal.NotAllowed>((await sessions.SaveUsesAsync(TestPortal.Support, Cancel)).Refusal);
        Assert.IsType<Refusal.SignedOut>((await sessions.ListAsync(me, Cancel)).Refusal);
        Assert.IsType<Refusal.SignedOut>((await sessions.EndAsync(me, me.SessionIdentity.SessionId, Cancel)).Refusal);
    }
}
