using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.History;
using AdminPortal.Services.Keys;
using AdminPortal.Services.People;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.People;

public sealed class PeopleServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task ChangeRole_WhileTheirPageIsOpen_RefusesTheirNextAction(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await JoinAsync(portal, "boss@example.com", PortalRole.Admin);
        var jo = await JoinAsync(portal, "jo@example.com", PortalRole.Admin);
        var session = await SessionAsync(portal, jo);
        await portal.AddNumbersAsync(1);
        var business = await portal.AddBusinessAsync();
        Assert.True((await portal.Get<BusinessService>().CreateAsync(session, new NewBusiness("By Jo"), Cancel)).IsDone);

        Assert.True((await portal.Get<PeopleService>().ChangeRoleAsync(TestPortal.Admin, jo.Id, PortalRole.Support, null, Cancel)).IsDone);

        Assert.IsType<Refusal.SignedOut>(
            (await portal.Get<BusinessService>().CreateAsync(session, new NewBusiness("By Jo again"), Cancel)).Refusal
        );
        Assert.IsType<Refusal.SignedOut>((await portal.Get<ProvisioningService>().ProvisionAsync(session, business.Id, Cancel)).Refusal);
        Assert.Null((await portal.Get<BusinessService>().FindAsync(TestPortal.Admin, business.Id, Cancel)).Value!.PhoneNumber);
    }

    [Theory, OnEachDatabase]
    public async Task LockAndSignOut_EndSessionsAtTheNextAction_AndUnlockAllowsSignIn(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await JoinAsync(portal, "boss@example.com", PortalRole.Admin);
        var jo = await JoinAsync(portal, "jo@example.com", PortalRole.Admin);
        var people = portal.Get<PeopleService>();

        var session = await SessionAsync(portal, jo);
        Assert.Equal(UserState.Locked, (await people.LockAsync(TestPortal.Admin, jo.Id, "left the company", Cancel)).Value!.State);
        Assert.IsType<Refusal.SignedOut>(
            (await portal.Get<BusinessService>().CreateAsync(session, new NewBusiness("After"), Cancel)).Refusal
        );
        Assert.Equal(UserState.Active, (await people.UnlockAsync(TestPortal.Admin, jo.Id, Cancel)).Value!.State);

        var last = await SessionAsync(portal, jo);
        await people.SignOutEverywhereAsync(last, jo.Id, Cancel);
        Assert.IsType<Refusal.SignedOut>((await portal.Get<BusinessService>().CreateAsync(last, new NewBusiness("After"), Cancel)).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task Demote_TwoAdminsEachOtherConcurrently_LeavesOne(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        for (var round = 0; round < 5; round++)
        {
            var a = await JoinAsync(portal, $"a{round}@example.com", PortalRole.Admin);
            var b = await JoinAsync(portal, $"b{round}@example.com", PortalRole.Admin);
            if (round == 0)
                Assert.Equal(2, await AdminsAsync(portal));

            var outcomes = await Task.WhenAll(
                Task.Run(() => portal.Get<PeopleService>().ChangeRoleAsync(TestPortal.Admin, a.Id, PortalRole.Support, null, Cancel)),
                Task.Run(() => other.Get<PeopleService>().LockAsync(TestPortal.Admin, b.Id, "race", Cancel))
            );

            Assert.Equal(1, await AdminsAsync(portal));
            Assert.Single(outcomes, o => o.IsDone);
            Assert.Contains("only admin", outcomes.Single(o => !o.IsDone).Refusal!.Message);

            // The next round's two are the only ones.
            await using var db = portal.Database.CreateDbContext();
            await db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.Role, PortalRole.Support), Cancel);
        }
    }

    [Theory, OnEachDatabase]
    public async Task Remove_EndsSessions_AndKeepsKeysAndHistory(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await JoinAsync(portal, "boss@example.com", PortalRole.Admin);
        var jo = await JoinAsync(portal, "jo@example.com", PortalRole.Admin);
        var session = await SessionAsync(portal, jo);
        await portal.Get<PasskeyService>().AddAsync(session, "Laptop", PasskeyServiceTests.Passkey(5), Cancel);
        session = await SessionAsync(portal, jo);
        var keys = portal.Get<ApiKeyService>();
        var key = (await keys.CreateAsync(session, "Website", PortalRole.Viewer, null, 90, Cancel)).Value!;
        var people = portal.Get<PeopleService>();
        Assert.Equal(
            "reason",
            Assert.IsType<Refusal.Invalid>((await people.RemoveAsync(TestPortal.Admin, jo.Id, " ", Cancel)).Refusal).Field
        );

        var removed = await people.RemoveAsync(TestPortal.Admin, jo.Id, "Left the company", Cancel);

        Assert.Equal("jo@example.com", removed.Value!.Email);
        Assert.IsType<Refusal.SignedOut>(
            (await portal.Get<BusinessService>().CreateAsync(session, new NewBusiness("After"), Cancel)).Refusal
        );
        Assert.False(await portal.Get<SessionRevalidation>().HoldsAsync(session, Cancel));
        Assert.Equal("jo@example.com", (await keys.ListAsync(TestPortal.Admin, null, Cancel)).Value![0].CreatedBy);
        Assert.NotNull(await portal.Get<ApiKeyAuthenticator>().AuthenticateAsync(key.Key, Cancel));
        Assert.Equal("user.removed", (await EventsAsync(portal, jo.Id))[0]);
        var history = (await portal.Get<HistoryService>().ListAsync(TestPortal.Viewer, new HistoryFilter(), null, 10, Cancel)).Value!.Items;
        Assert.Equal("Removed jo@example.com “Left the company”", EventWords.Text(history[0]));
        Assert.Contains(history, e => e.Actor == "jo@example.com");
        Assert.IsType<Refusal.NotFound>((await people.RemoveAsync(TestPortal.Admin, jo.Id, "again", Cancel)).Refusal);
        // The address is free again, for another account.
        Assert.NotEqual(jo.Id, (await JoinAsync(portal, "jo@example.com", PortalRole.Support)).Id);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Remove_TwoAdminsEachOtherConcurrently_LeavesOne(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        for (var round = 0; round < 5; round++)
        {
            var a = await JoinAsync(portal, $"a{round}@example.com", PortalRole.Admin);
            var b = await JoinAsync(portal, $"b{round}@example.com", PortalRole.Admin);

            var outcomes = await Task.WhenAll(
                Task.Run(() => portal.Get<PeopleService>().RemoveAsync(TestPortal.Admin, a.Id, "race", Cancel)),
                Task.Run(() => other.Get<PeopleService>().RemoveAsync(TestPortal.Admin, b.Id, "race", Cancel)),
                // The same again: one of two removes it.
                Task.Run(() => other.Get<PeopleService>().RemoveAsync(TestPortal.Admin, a.Id, "race", Cancel))
            );

            Assert.Equal(1, await AdminsAsync(portal));
            Assert.Single(outcomes, o => o.IsDone);
            Assert.All(outcomes.Where(o => !o.IsDone), o => Assert.True(o.Refusal is Refusal.NotFound or Refusal.InvalidTransition));
            await using var db = portal.Database.CreateDbContext();
            await db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.Role, PortalRole.Support), Cancel);
        }
    }

    [Fact]
    public async Task Remove_OwnAccount_IsRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await JoinAsync(portal, "boss@example.com", PortalRole.Admin);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);

        Assert.IsType<Refusal.InvalidTransition>(
            (await portal.Get<PeopleService>().RemoveAsync(me, me.SessionIdentity!.UserId, "bye", Cancel)).Refusal
        );
    }

    [Theory, OnEachDatabase]
    public async Task List_InPages_ReturnsEachOnceByAddress(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        foreach (var name in (string[])["carl", "Anna", "bert", "_zed"])
            await portal.Get<InvitationService>().InviteAsync(TestPortal.Admin, $"{name}@example.com", PortalRole.Support, null, Cancel);

        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = (await portal.Get<PeopleService>().ListAsync(TestPortal.Admin, "example", after, 3, Cancel)).Value!;
            seen.AddRange(page.Items.Select(u => u.Email));
            after = page.Next;
        } while (after is not null);

        Assert.Equal(4, seen.Distinct().Count());
        Assert.Equal(["Anna@example.com", "bert@example.com", "carl@example.com"], seen.Where(e => e[0] != '_'));
    }

    private static async Task<UserRecord> JoinAsync(TestPortal portal, string email, PortalRole role)
    {
        var invited = (await portal.Get<InvitationService>().InviteAsync(TestPortal.Admin, email, role, null, Cancel)).Value!;
        return (await portal.Get<PeopleLinks>().ChoosePasswordAsync(invited.User.Id, invited.Token, TestPeople.Password, Cancel)).Value!;
    }

    /// <summary>The actor of a user who just signed in.</summary>
    private static async Task<Actor> SessionAsync(TestPortal portal, UserRecord user)
    {
        await using var db = portal.Database.CreateReadContext();
        var now = await db.Users.SingleAsync(u => u.Id == user.Id, Cancel);
        return new Actor(user.Email, now.Role, now.BusinessId)
        {
            SessionIdentity = new SessionIdentity(now.Id, now.SecurityStamp!, await TestPeople.BeginAsync(portal.Database, now)),
        };
    }

    /// <summary>How many active admins there are.</summary>
    internal static async Task<int> AdminsAsync(TestPortal portal)
    {
        await using var db = portal.Database.CreateReadContext();
        return await db.Users.CountAsync(u => u.Role == PortalRole.Admin && u.PasswordHash != null && u.LockoutEnd == null, Cancel);
    }

    /// <summary>The actions that were recorded for a user, the newest first.</summary>
    internal static async Task<List<string>> EventsAsync(TestPortal portal, Guid id)
    {
        await using var db = portal.Database.CreateReadContext();
        return await db.AuditEvents.Where(e => e.RecordId == id).OrderByDescending(e => e.Id).Select(e => e.Action).ToListAsync(Cancel);
    }
}
