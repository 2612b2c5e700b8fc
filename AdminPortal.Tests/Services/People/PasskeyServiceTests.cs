using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.People;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.People;

public sealed class PasskeyServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Passkey_AddedRenamedAndRemoved_IsRecordedAndEndsSessionsOnlyWhenRemoved(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var passkeys = portal.Get<PasskeyService>();

        var added = (await passkeys.AddAsync(me, " Work laptop ", Passkey(1), Cancel)).Value!;
        await passkeys.AddAsync(me, "Phone", Passkey(2), Cancel);
        Assert.True((await passkeys.RenameAsync(me, added.Id, "Old laptop", Cancel)).IsDone);
        Assert.Equal(
            ["Old laptop", "Phone"],
            (await portal.Get<AccountService>().FindAsync(me, Cancel)).Value!.Passkeys.Select(p => p.Name).Order()
        );
        Assert.True((await passkeys.RemoveAsync(me, added.Id, Cancel)).IsDone);

        Assert.IsType<Refusal.SignedOut>((await passkeys.RenameAsync(me, added.Id, "Later", Cancel)).Refusal);
        me = await TestPeople.AgainAsync(portal.Database, me);
        Assert.IsType<Refusal.NotFound>((await passkeys.RemoveAsync(me, added.Id, Cancel)).Refusal);
        Assert.Equal(["Phone"], (await portal.Get<AccountService>().FindAsync(me, Cancel)).Value!.Passkeys.Select(p => p.Name));
        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(
            ["user.passkey_added", "user.passkey_added", "user.passkey_renamed", "user.passkey_removed"],
            await db
                .AuditEvents.Where(e => e.RecordId == me.SessionIdentity!.UserId)
                .OrderBy(e => e.Id)
                .Select(e => e.Action)
                .ToListAsync(Cancel)
        );
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Passkey_OfAnotherUser_IsNotFoundAndCannotBeTakenOver(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var other = await TestPeople.AddAsync(portal.Database, PortalRole.Support);
        var passkeys = portal.Get<PasskeyService>();
        var theirs = (await passkeys.AddAsync(other, "Theirs", Passkey(1), Cancel)).Value!;

        Assert.IsType<Refusal.NotFound>((await passkeys.RenameAsync(me, theirs.Id, "Mine", Cancel)).Refusal);
        Assert.IsType<Refusal.NotFound>((await passkeys.RemoveAsync(me, theirs.Id, Cancel)).Refusal);
        Assert.IsType<Refusal.Conflict>((await passkeys.AddAsync(me, "Mine", Passkey(1), Cancel)).Refusal);
        Assert.Equal(["Theirs"], (await portal.Get<AccountService>().FindAsync(other, Cancel)).Value!.Passkeys.Select(p => p.Name));
    }

    [Theory, OnEachDatabase]
    public async Task Passkey_RemovedDuringSignIn_StaysRemoved(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var passkeys = portal.Get<PasskeyService>();
        for (byte round = 1; round <= 5; round++)
        {
            var passkey = Passkey(round);
            var added = (await passkeys.AddAsync(me, "Laptop", passkey, Cancel)).Value!;
            var owner = await TestPeople.FindAsync(portal.Database, me);

            await Task.WhenAll(
                Task.Run(() => passkeys.NoteUseAsync(owner, passkey, Cancel)),
                Task.Run(() => passkeys.RemoveAsync(me, added.Id, Cancel))
            );

            me = await TestPeople.AgainAsync(portal.Database, me);
            Assert.Empty((await portal.Get<AccountService>().FindAsync(me, Cancel)).Value!.Passkeys);
            Assert.IsType<Refusal.NotFound>((await passkeys.NoteUseAsync(owner, passkey, Cancel)).Refusal);
        }
    }

    [Fact]
    public async Task Passkey_AboveTheLimitOrWithoutAName_IsRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var passkeys = portal.Get<PasskeyService>();
        for (byte i = 1; i <= PasskeyService.Most; i++)
            Assert.True((await passkeys.AddAsync(me, $"Passkey {i}", Passkey(i), Cancel)).IsDone);

        Assert.IsType<Refusal.InvalidTransition>((await passkeys.AddAsync(me, "One more", Passkey(99), Cancel)).Refusal);
        foreach (var name in (string?[])[null, "  ", new string('x', 101), "line\nbreak"])
            Assert.Equal("name", Assert.IsType<Refusal.Invalid>((await passkeys.AddAsync(me, name, Passkey(98), Cancel)).Refusal).Field);
        Assert.IsType<Refusal.NotFound>((await passkeys.RemoveAsync(me, "not base64url!", Cancel)).Refusal);
        Assert.IsType<Refusal.NotAllowed>((await passkeys.AddAsync(Actor.Nobody, "Mine", Passkey(97), Cancel)).Refusal);
    }

    /// <summary>A passkey as Identity returns it after verification.</summary>
    internal static UserPasskeyInfo Passkey(byte id) =>
        new(
            [id, 250, 251, 252],
            [1, 2, 3],
            DateTimeOffset.UtcNow,
            signCount: 0,
            ["internal"],
            isUserVerified: true,
            isBackupEligible: false,
            isBackedUp: false,
            [4],
            [5]
        );
}
