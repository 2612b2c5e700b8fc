using AdminPortal.Data.Entities;
using AdminPortal.Services.Businesses;
using AdminPortal.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.Tests.Browser;

/// <summary>An agent from the form that creates it to the board, while its own business pauses it.</summary>
public sealed class AgentTests
{
    [Fact]
    public async Task Agent_OnboardedByAnAdmin_PausedByItsBusiness_IsUpdatedOnTheOpenBoard()
    {
        await using var session = await PortalBrowserSession.StartAsync();
        await using (var portal = await session.OpenDatabaseAsync())
            await portal.AddNumbersAsync(1);

        var admin = session.Page;
        await admin.GotoAsync("/businesses/new");
        // Live: input before that would be lost.
        await Expect(admin.Locator("html")).ToHaveAttributeAsync("data-keys", "on");
        await admin.GetByLabel("Name", new() { Exact = true }).FillAsync("Acme Dental");
        await Expect(admin.GetByLabel("Greeting")).ToHaveValueAsync("Hello, you have reached Acme Dental. How may I help you?");
        await Button(admin, "Onboard business").ClickAsync();
        await Expect(admin.GetByRole(AriaRole.Heading, new() { Name = "Acme Dental", Exact = true })).ToBeVisibleAsync();
        await Expect(admin.Locator(".ap-agent")).ToContainTextAsync("In sync with the simulated provider");
        await admin.GotoAsync("/agents");
        var row = admin.Locator("tr", new() { HasText = "Acme Dental" });
        await Expect(row).ToContainTextAsync("Active");

        await using var contexts = await session.NewContextAsync();
        var business = await contexts.NewPageAsync();
        await using (var portal = await session.OpenDatabaseAsync())
        {
            var acme = (
                await portal
                    .Get<BusinessService>()
                    .SliceAsync(TestPortal.Admin, new BusinessFilter(), 0, 1, TestContext.Current.CancellationToken)
            )
                .Value!
                .Items[0];
            await TestPeople.AddAsync(portal.Database, PortalRole.Business, acme.Id);
        }

        await PortalBrowserSession.SignInAsync(business, "business@example.com");
        await Button(business, "Pause agent").ClickAsync();
        await Expect(business.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Calls to +1 800 555 0000 are not answered");
        await business.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Pause agent" }).ClickAsync();
        await Expect(Button(business, "Resume agent")).ToBeVisibleAsync();
        await Expect(row).ToContainTextAsync("Paused");

        // The admin resumes it from the board, and its business sees that.
        await admin.GetByRole(AriaRole.Button, new() { Name = "Actions for the agent of Acme Dental" }).ClickAsync();
        await admin.GetByText("Resume agent", new() { Exact = true }).ClickAsync();
        await Expect(row).ToContainTextAsync("Active");
        await Expect(Button(business, "Pause agent")).ToBeVisibleAsync();
        Assert.Empty(session.Complaints);
    }

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
