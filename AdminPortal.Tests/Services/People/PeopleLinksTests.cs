using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.People;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.People;

public sealed class PeopleLinksTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("short")]
    [InlineData("passwordpassword")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("jo.longaddress@example.com")]
    public async Task ChoosePassword_CommonOne_IsRefusedAndTheLinkStaysValid(string password)
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var invited = (
            await portal
                .Get<InvitationService>()
                .InviteAsync(TestPortal.Admin, "jo.longaddress@example.com", PortalRole.Support, null, Cancel)
        ).Value!;
        var links = portal.Get<PeopleLinks>();

        Assert.Equal(
            "password",
            Assert
                .IsType<Refusal.Invalid>((await links.ChoosePasswordAsync(invited.User.Id, invited.Token, password, Cancel)).Refusal)
                .Field
        );
        Assert.True((await links.ChoosePasswordAsync(invited.User.Id, invited.Token, TestPeople.Password, Cancel)).IsDone);
    }

    [Fact]
    public async Task Forgotten_UnknownInvitedOrLocked_CreatesNoLink()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var jo = await TestPeople.AddAsync(portal.Database, PortalRole.Support, email: "jo@example.com");
        var joId = jo.SessionIdentity!.UserId;
        var links = portal.Get<PeopleLinks>();
        await portal.Get<InvitationService>().InviteAsync(TestPortal.Admin, "new@example.com", PortalRole.Support, null, Cancel);

        var forgotten = await links.ForgottenAsync("JO@example.com", Cancel);

        Assert.NotNull(forgotten);
        Assert.True((await links.ChoosePasswordAsync(joId, forgotten.Token, "another long one", Cancel)).IsDone);
        await portal.Get<PeopleService>().LockAsync(TestPortal.Admin, joId, "left", Cancel);
        foreach (var email in (string?[])["nobody@example.com", "new@example.com", "jo@example.com", "nonsense", "", null])
            Assert.Null(await links.ForgottenAsync(email, Cancel));
    }
}
