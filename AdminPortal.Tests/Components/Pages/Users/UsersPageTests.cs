using AdminPortal.Components.Pages.Users;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Keys;
using AdminPortal.Services.People;
using AdminPortal.Tests.Services.People;
using AdminPortal.Tests.Support;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Pages.Users;

public sealed class UsersPageTests : PageTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_ShowsAllUsers_WithRoleBusinessAndState()
    {
        var acme = await Portal.AddBusinessAsync("Acme Dental");
        await TestPeople.AddAsync(Portal.Database, PortalRole.Business, acme.Id, "jo@acme.example");
        await Portal.Get<InvitationService>().InviteAsync(Me, "sam@example.com", PortalRole.Support, null, Cancel);

        var page = Draw();

        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("tbody tr").Count));
        var rows = page.FindAll("tbody tr").Select(r => r.TextContent).ToList();
        Assert.Contains("admin@example.com (you)", rows[0]);
        Assert.Contains("Business of Acme Dental", rows[1]);
        Assert.Contains("Invited", rows[2]);
    }

    [Fact]
    public async Task Page_WhenAnotherAdminLocksAUser_ShowsIt()
    {
        var sam = await TestPeople.AddAsync(Portal.Database, PortalRole.Support, email: "sam@example.com");
        var page = Draw();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));

        await Portal.Get<PeopleService>().LockAsync(TestPortal.Admin, sam.SessionIdentity!.UserId, "Left the company", Cancel);

        page.WaitForAssertion(() => Assert.Contains("Locked", page.FindAll("tbody tr")[1].TextContent));
    }

    [Fact]
    public async Task Search_WithoutMatches_ShowsAMessage()
    {
        var page = Draw();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));

        await page.Find("input").InputAsync("nobody");

        page.WaitForAssertion(() => Assert.Contains("No results for “nobody”", page.Markup));
    }

    [Fact]
    public async Task Invite_WithoutAMailServer_ShowsTheLinkOnce()
    {
        var dialogs = await OpenAsync<InviteDialog>(new DialogParameters());
        await dialogs.Find("input[type=email]").InputAsync("sam@example.com");

        await dialogs.Find("form").SubmitAsync();

        dialogs.WaitForAssertion(() => Assert.Contains("/account/join?user=", dialogs.Find("code").TextContent));
        var link = new Uri(dialogs.Find("code").TextContent);
        var query = System.Web.HttpUtility.ParseQueryString(link.Query);
        Assert.Equal("sam@example.com", (await Portal.Get<PeopleLinks>().FindAsync(Guid.Parse(query["user"]!), query["token"]))!.Email);
    }

    [Fact]
    public async Task Invite_AddressInUse_IsShownAtTheField()
    {
        var dialogs = await OpenAsync<InviteDialog>(new DialogParameters());
        await dialogs.Find("input[type=email]").InputAsync("ADMIN@example.com");

        await dialogs.Find("form").SubmitAsync();

        dialogs.WaitForAssertion(() => Assert.Contains("already has an account", dialogs.Markup));
        Assert.Empty(dialogs.FindAll("code"));
    }

    [Fact]
    public async Task Lock_OfTheLastAdmin_IsRefusedInTheDialog()
    {
        var me = (await Portal.Get<PeopleService>().ListAsync(Me, null, null, 10, Cancel)).Value!.Items[0];
        var dialogs = await OpenAsync<LockDialog>(new DialogParameters<LockDialog> { { d => d.User, me } });
        await dialogs.Find("input").InputAsync("By mistake");

        await dialogs.Find("form").SubmitAsync();

        dialogs.WaitForAssertion(() => Assert.Contains("is the only admin", dialogs.Markup));
    }

    [Fact]
    public async Task SecondFactor_Lost_IsRemovedWithAReason()
    {
        var sam = await TestPeople.AddAsync(Portal.Database, PortalRole.Support, email: "sam@example.com");
        await Portal.Get<PasskeyService>().AddAsync(sam, "Lost phone", PasskeyServiceTests.Passkey(1), Cancel);
        var user = (await Portal.Get<PeopleService>().ListAsync(Me, "sam", null, 10, Cancel)).Value!.Items[0];
        var dialogs = await OpenAsync<FactorDialog>(new DialogParameters<FactorDialog> { { d => d.User, user } });
        Assert.True(
            dialogs
                .FindAll("button")
                .Single(b => b.TextContent.Contains("Reset two-factor", StringComparison.Ordinal))
                .HasAttribute("disabled")
        );
        await dialogs.Find("input").InputAsync("Lost their phone");

        await dialogs.Find("form").SubmitAsync();

        dialogs.WaitForAssertion(() => Assert.Empty(dialogs.FindAll("form")));
        Assert.False(await Portal.Get<SessionRevalidation>().HoldsAsync(sam, Cancel));
    }

    [Fact]
    public async Task Remove_SaysWhatStays_AndRemovesTheUser()
    {
        var sam = await TestPeople.AddAsync(Portal.Database, PortalRole.Admin, email: "sam@example.com");
        await Portal.Get<ApiKeyService>().CreateAsync(sam, "Website", PortalRole.Viewer, null, 90, Cancel);
        var user = (await Portal.Get<PeopleService>().ListAsync(Me, "sam", null, 10, Cancel)).Value!.Items[0];
        var dialogs = await OpenAsync<RemoveDialog>(new DialogParameters<RemoveDialog> { { d => d.User, user } });
        Assert.Contains("sam@example.com is signed out immediately", dialogs.Markup);
        dialogs.WaitForAssertion(() =>
            Assert.Matches(@"An API key that they created keeps working:\s*<strong[^>]*>Website</strong>", dialogs.Markup)
        );
        await dialogs.Find("input").InputAsync("Left the company");

        await dialogs.Find("form").SubmitAsync();

        dialogs.WaitForAssertion(() => Assert.Empty(dialogs.FindAll("form")));
        Assert.Empty((await Portal.Get<PeopleService>().ListAsync(Me, "sam", null, 10, Cancel)).Value!.Items);
    }

    [Theory]
    [InlineData(true, "Withdraw invitation", "Remove user")]
    [InlineData(false, "Remove user", "Withdraw invitation")]
    public async Task Menu_OffersToWithdrawInvitations_AndToRemoveUsers(bool isInvited, string offered, string not)
    {
        if (isInvited)
            await Portal.Get<InvitationService>().InviteAsync(Me, "sam@example.com", PortalRole.Support, null, Cancel);
        else
            await TestPeople.AddAsync(Portal.Database, PortalRole.Support, email: "sam@example.com");
        var page = Draw();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));

        await page.InvokeAsync(() => page.Find("button[aria-label='Actions for sam@example.com']").ClickAsync());

        page.WaitForAssertion(() => Assert.Contains(offered, Popovers.Markup));
        Assert.DoesNotContain(not, Popovers.Markup);
    }

    private IRenderedComponent<UsersPage> Draw()
    {
        DrawPopovers();
        return Render<UsersPage>();
    }

    [Fact]
    public async Task Lock_WhoseDatabaseFails_SaysSoInTheDialog_AndCanBeTriedAgain()
    {
        await TestPeople.AddAsync(Portal.Database, PortalRole.Support, email: "sam@example.com");
        var user = (await Portal.Get<PeopleService>().ListAsync(Me, "sam", null, 10, Cancel)).Value!.Items[0];
        var dialogs = await OpenAsync<LockDialog>(new DialogParameters<LockDialog> { { d => d.User, user } });
        await dialogs.Find("input").InputAsync("Left the company");
        await Portal.BreakAsync("ALTER TABLE audit_events RENAME TO gone");
        await dialogs.Find("form").SubmitAsync();
        dialogs.WaitForAssertion(() => Assert.Contains("The database failed. Nothing was changed.", dialogs.Markup));

        await Portal.BreakAsync("ALTER TABLE gone RENAME TO audit_events");
        await dialogs.Find("form").SubmitAsync();

        dialogs.WaitForAssertion(() => Assert.Empty(dialogs.FindAll("form")));
    }

    private async Task<IRenderedComponent<MudDialogProvider>> OpenAsync<T>(DialogParameters parameters)
        where T : Microsoft.AspNetCore.Components.ComponentBase
    {
        var dialogs = DrawDialogs();
        await dialogs.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowAsync<T>("Title", parameters));
        return dialogs;
    }
}
