using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.People;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.People;

public sealed class InvitationServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Invite_ThenChoosePassword_ActivatesTheUserAndUsesUpTheLink(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var invited = (
            await portal.Get<InvitationService>().InviteAsync(TestPortal.Admin, " jo@example.com ", PortalRole.Support, null, Cancel)
        ).Value!;
        Assert.Equal(("jo@example.com", UserState.Invited), (invited.User.Email, invited.User.State));
        var links = portal.Get<PeopleLinks>();
        Assert.NotNull(await links.FindAsync(invited.User.Id, invited.Token));

        var joined = await links.ChoosePasswordAsync(invited.User.Id, invited.Token, TestPeople.Password, Cancel);

        Assert.Equal(UserState.Active, joined.Value!.State);
        Assert.Equal(
            "token",
            Assert
                .IsType<Refusal.Invalid>(
                    (await links.ChoosePasswordAsync(invited.User.Id, invited.Token, TestPeople.Password, Cancel)).Refusal
                )
                .Field
        );
        Assert.Null(await links.FindAsync(invited.User.Id, invited.Token));
        Assert.Equal(["user.joined", "user.invited"], await PeopleServiceTests.EventsAsync(portal, invited.User.Id));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Invite_AddressWithAnAccount_IsRefusedIgnoringCase(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var invitations = portal.Get<InvitationService>();

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    Task.Run(() =>
                        invitations.InviteAsync(
                            TestPortal.Admin,
                            i % 2 == 0 ? "jo@example.com" : "JO@EXAMPLE.COM",
                            PortalRole.Support,
                            null,
                            Cancel
                        )
                    )
                )
        );

        Assert.Single(outcomes, o => o.IsDone);
        Assert.All(outcomes.Where(o => !o.IsDone), o => Assert.IsType<Refusal.Conflict>(o.Refusal));
    }

    [Theory]
    [InlineData("", PortalRole.Admin, false, "email")]
    [InlineData("no address", PortalRole.Admin, false, "email")]
    [InlineData("jo@example.com", PortalRole.Business, false, "business_id")]
    [InlineData("jo@example.com", PortalRole.Support, true, "business_id")]
    public async Task Invite_InvalidInput_IsRefused(string email, PortalRole role, bool withBusiness, string field)
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var business = withBusiness ? (await portal.AddBusinessAsync()).Id : (Guid?)null;

        var outcome = await portal.Get<InvitationService>().InviteAsync(TestPortal.Admin, email, role, business, Cancel);

        Assert.Equal(field, Assert.IsType<Refusal.Invalid>(outcome.Refusal).Field);
    }

    [Theory, OnEachDatabase]
    public async Task Withdraw_WhileTheyJoin_IsEitherDoneOrRefused(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        for (var round = 0; round < 4; round++)
        {
            var invited = (
                await portal
                    .Get<InvitationService>()
                    .InviteAsync(TestPortal.Admin, $"jo{round}@example.com", PortalRole.Support, null, Cancel)
            ).Value!;
            Assert.IsType<Refusal.InvalidTransition>(
                (await portal.Get<PeopleService>().RemoveAsync(TestPortal.Admin, invited.User.Id, "why", Cancel)).Refusal
            );

            var joining = Task.Run(() =>
                other.Get<PeopleLinks>().ChoosePasswordAsync(invited.User.Id, invited.Token, TestPeople.Password, Cancel)
            );
            // In the first round it is early, in the last one late.
            if (round == 3)
                await joining;
            var withdrawing = await Task.WhenAll(
                Task.Run(() => portal.Get<InvitationService>().WithdrawAsync(TestPortal.Admin, invited.User.Id, Cancel)),
                Task.Run(() => other.Get<InvitationService>().WithdrawAsync(TestPortal.Admin, invited.User.Id, Cancel))
            );

            var joined = (await joining).IsDone;
            Assert.Equal(joined ? 0 : 1, withdrawing.Count(w => w.IsDone));
            await using var db = portal.Database.CreateReadContext();
            Assert.Equal(joined, await db.Users.AnyAsync(u => u.Id == invited.User.Id, Cancel));
            Assert.Equal(
                joined ? "user.joined" : "user.invitation_withdrawn",
                (await PeopleServiceTests.EventsAsync(portal, invited.User.Id))[0]
            );
            if (joined)
                Assert.Contains("has accepted the invitation", withdrawing[0].Refusal!.Message);
        }

        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Reinvite_OwnAccount_IsRefused_BecauseItBypassesTheCurrentPassword()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);

        Assert.IsType<Refusal.InvalidTransition>(
            (await portal.Get<InvitationService>().ReinviteAsync(me, me.SessionIdentity!.UserId, Cancel)).Refusal
        );
    }
}
