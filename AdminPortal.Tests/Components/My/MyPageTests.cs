using AdminPortal.Components.My;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Services.Agents;
using AdminPortal.Tests.Support;
using Bunit;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.My;

public sealed class MyPageTests : PageTest
{
    private BusinessRecord _acme = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _acme = await Portal.AddBusinessAsync("Acme Dental");
        await SignInAsync(PortalRole.Business, _acme.Id);
    }

    [Fact]
    public async Task Page_WithAPausedAgentWithAProblem_OffersToResumeIt()
    {
        var agent = (await Portal.Get<AgentService>().CreateAsync(TestPortal.Admin, _acme.Id, new AgentConfiguration(), Cancel)).Value!;
        await Portal.BreakAsync(
            "UPDATE ai_agents SET status = 'failed', last_error = 'There is no such voice.', row_version = row_version + 1"
        );
        Assert.True((await Portal.Get<AgentService>().PauseAsync(Me, agent.Id, null, Cancel)).IsDone);
        var page = Render<MyPage>();
        page.WaitForAssertion(() => Button(page, "Resume agent"));

        await Button(page, "Resume agent").ClickAsync();

        page.WaitForAssertion(() => Button(page, "Pause agent"));
    }

    [Fact]
    public async Task Greeting_CanBeEdited_AndCallsForwardingAndTestCallAreOffered()
    {
        await Portal.AddNumbersAsync(1);
        await Portal.Get<AgentService>().CreateAsync(TestPortal.Admin, _acme.Id, new AgentConfiguration(), Cancel);
        await Portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, _acme.Id, Cancel);
        await Portal.ReconcileAgentsAsync();
        var dialogs = DrawDialogs();
        var page = Render<MyPage>();
        page.WaitForAssertion(() => Button(page, "Place test call"));
        Assert.Contains("answers your calls", page.Markup);
        page.WaitForAssertion(() => Assert.Contains("No calls yet", page.Markup));
        Assert.Contains("**21*18005550000#", page.Find(".ap-forwarding").TextContent);

        var editing = page.InvokeAsync(() => Button(page, "Edit greeting").Click());
        dialogs.WaitForAssertion(() => dialogs.Find("form textarea"));
        await dialogs.Find("form textarea").InputAsync("Good morning, Acme Dental.");
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());
        await editing;

        page.WaitForAssertion(() => Assert.Contains("It says first: “Good morning, Acme Dental.”", page.Markup));
        Assert.Equal("Good morning, Acme Dental.", (await Portal.AgentAsync(_acme.Id)).Greeting);
    }

    [Fact]
    public async Task OpeningHours_CanBeSet_AndAWrongTimeIsExplained()
    {
        await Portal.Get<AgentService>().CreateAsync(TestPortal.Admin, _acme.Id, new AgentConfiguration(), Cancel);
        var dialogs = DrawDialogs();
        var page = Render<MyPage>();
        page.WaitForAssertion(() => Assert.Contains("It does not know your opening hours yet.", page.Markup));

        var editing = page.InvokeAsync(() => Button(page, "Opening hours").Click());
        dialogs.WaitForAssertion(() => Assert.Equal(10, dialogs.FindAll("input[type=time]").Count));
        await dialogs.InvokeAsync(() => dialogs.Find("input[aria-label='Monday closes at']").ChangeAsync("08:00:00"));
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());
        dialogs.WaitForAssertion(() => Assert.Contains("Monday: '09:00-08:00' ends before it starts.", dialogs.Markup));
        await dialogs.InvokeAsync(() => dialogs.Find("input[aria-label='Monday closes at']").ChangeAsync("00:00:00"));
        await dialogs.InvokeAsync(() => dialogs.Find("button[aria-label='Add break on Friday']").ClickAsync());
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());
        await editing;

        const string Words = "Mon 09:00 to 24:00, Tue to Thu 09:00 to 17:00, Fri 09:00 to 12:00 and 13:00 to 17:00, Sat and Sun closed";
        page.WaitForAssertion(() => Assert.Contains($"Opening hours: {Words}", page.Markup));
        Assert.Equal("America/Chicago", OpeningHours.Parse((await Portal.AgentAsync(_acme.Id)).OpeningHours)!.TimeZone);
    }

    [Fact]
    public async Task Page_WithoutANumber_GetsOneOnRequest()
    {
        await Portal.AddNumbersAsync(1);
        var page = Render<MyPage>();
        page.WaitForAssertion(() => Assert.Contains("You have no number yet", page.Markup));

        await Button(page, "Get a number").ClickAsync();

        page.WaitForAssertion(() => Assert.Equal("+1 800 555 0000", page.Find(".ap-my-digits").TextContent));
        Assert.Equal("tel:+18005550000", page.Find(".ap-my-digits").GetAttribute("href"));
        page.WaitForAssertion(() => Assert.Contains("Assigned +1 800 555 0000", page.Find(".ap-events").TextContent));
    }

    [Fact]
    public async Task Page_NoneAvailable_ShowsTheNextDate()
    {
        var other = await Portal.AddBusinessAsync("Bolt Plumbing");
        await Portal.AddNumbersAsync(1);
        await Portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, other.Id, Cancel);
        await Portal.Get<NumberService>().DoAsync(TestPortal.Admin, "+18005550000", new NumberCommand.Release("closed"), null, Cancel);
        var page = Render<MyPage>();
        page.WaitForAssertion(() => Button(page, "Get a number"));

        await Button(page, "Get a number").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("The next one becomes available on", page.Markup));
    }

    [Fact]
    public async Task Page_NoneAvailable_JoinsTheListAndShowsPlaceAndNumberLive()
    {
        var other = await Portal.AddBusinessAsync("Bolt Plumbing");
        await Portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, other.Id, wait: true, Cancel);
        var page = Render<MyPage>();
        page.WaitForAssertion(() => Button(page, "Get a number"));

        await Button(page, "Get a number").ClickAsync();
        page.WaitForAssertion(() => Assert.Contains("No number is available", page.Markup));
        await Button(page, "Join the waiting list").ClickAsync();
        page.WaitForAssertion(() => Assert.Equal("You are 2nd of 2 in line.", page.Find(".ap-my-place").TextContent));

        await Portal.AddNumbersAsync(2);
        await Portal.Get<WaitingListService>().ServeAsync(Cancel);
        page.WaitForAssertion(() => Assert.Equal("+1 800 555 0001", page.Find(".ap-my-digits").TextContent));
    }

    [Fact]
    public async Task Page_AfterLeavingTheList_CanRequestAgain()
    {
        await Portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, _acme.Id, wait: true, Cancel);
        var page = Render<MyPage>();
        page.WaitForAssertion(() => Assert.Equal("You are 1st of 1 in line.", page.Find(".ap-my-place").TextContent));

        await Button(page, "Leave the waiting list").ClickAsync();

        page.WaitForAssertion(() => Button(page, "Get a number"));
    }

    [Fact]
    public async Task Page_WhenSupportAssignsANumber_UpdatesLive()
    {
        await Portal.AddNumbersAsync(1);
        var page = Render<MyPage>();
        page.WaitForAssertion(() => Assert.Contains("You have no number yet", page.Markup));

        await Portal.Get<NumberService>().DoAsync(TestPortal.Support, "+18005550000", new NumberCommand.Assign(_acme.Id), null, Cancel);

        page.WaitForAssertion(() => Assert.Equal("+1 800 555 0000", page.Find(".ap-my-digits").TextContent));
    }

    [Fact]
    public async Task History_OmitsStaffOnlyEvents()
    {
        await Portal.AddNumbersAsync(1);
        var support = TestPortal.Support with { Name = "sam@example.com" };
        var bolt = await Portal.AddBusinessAsync("Bolt Plumbing");
        await Portal.Get<NumberService>().DoAsync(support, "+18005550000", new NumberCommand.Assign(bolt.Id), null, Cancel);
        await Portal
            .Get<NumberService>()
            .DoAsync(support, "+18005550000", new NumberCommand.Reassign(_acme.Id, "Bolt has closed"), null, Cancel);
        await Portal.Get<NumberService>().DoAsync(support, "+18005550000", new NumberCommand.Note("Pays late"), null, Cancel);

        var page = Render<MyPage>();

        page.WaitForAssertion(() =>
            Assert.Contains("Reassigned +1 800 555 0000 from another business", page.Find(".ap-events").TextContent)
        );
        Assert.DoesNotContain("Bolt Plumbing", page.Markup);
        Assert.DoesNotContain("Pays late", page.Markup);
        Assert.DoesNotContain("sam@example.com", page.Markup);
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<MyPage> page, string name) =>
        page.FindAll("button").First(b => b.TextContent.Contains(name));
}
