using AdminPortal.Components.Pages.Agents;
using AdminPortal.Components.Pages.Businesses;
using AdminPortal.Components.Pages.Inventory;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Services.Agents;
using Bunit;
using IComponent = Microsoft.AspNetCore.Components.IComponent;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components;

/// <summary>What viewers see: the records of all businesses, without anything that changes them.</summary>
public sealed class ViewerPagesTests : PageTest
{
    private static readonly string[] s_actions =
    [
        "Reassign number",
        "Release number",
        "Assign number",
        "Undo release",
        "Remove from waiting list",
        "Edit business",
        "Edit agent",
        "Pause agent",
        "Try again now",
        "Create agent",
        "Add a note",
        "Reassign",
        "Release",
        "Assign",
        "Deactivate",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PortalRole.Support)]
    [InlineData(PortalRole.Viewer)]
    public async Task Business_WithNumberAndFailedAgent_HasActionsForSupportOnly(PortalRole role)
    {
        await Portal.AddNumbersAsync(1);
        var (business, agent) = await Portal.AddAgentAsync();
        await Portal.Get<ProvisioningService>().ProvisionAsync(Me, business.Id, Cancel);
        await Portal.ReconcileAgentsAsync();
        await FailAsync(agent.Id);
        await SignInAsync(role);

        var page = Render<BusinessPage>(p => p.Add(b => b.Id, business.Id));

        page.WaitForAssertion(() => Assert.Contains("No voice", page.Markup));
        page.WaitForAssertion(() => Assert.Contains("+1 800 555 0000", page.Markup));
        Assert.Equal(
            role == PortalRole.Support ? ["Reassign number", "Release number", "Try again now", "Edit agent", "Pause agent"] : [],
            Actions(page)
        );
    }

    [Fact]
    public async Task Business_OnTheWaitingList_CannotBeRemovedFromIt()
    {
        var business = await Portal.AddBusinessAsync();
        await Portal.Get<ProvisioningService>().ProvisionAsync(Me, business.Id, wait: true, Cancel);
        await SignInAsync(PortalRole.Viewer);

        var page = Render<BusinessPage>(p => p.Add(b => b.Id, business.Id));

        page.WaitForAssertion(() => Assert.Contains("1st of 1 in line", page.Markup));
        Assert.Empty(Actions(page));
    }

    [Theory]
    [InlineData(PortalRole.Support, false)]
    [InlineData(PortalRole.Viewer, true)]
    public async Task Number_HasActionsForSupportOnly(PortalRole role, bool isEmpty)
    {
        var number = (await Portal.AddNumbersAsync(1))[0];
        await SignInAsync(role);
        DrawPopovers();

        var page = Render<NumberPage>(p => p.Add(n => n.Number, number));

        page.WaitForAssertion(() => Assert.Contains("+1 800 555 0000", page.Find("h1").TextContent));
        Assert.Equal(isEmpty, page.FindAll(".ap-number-actions button").Count == 0);
    }

    [Theory]
    [InlineData(PortalRole.Support, true)]
    [InlineData(PortalRole.Viewer, false)]
    public async Task Agents_NotInSync_CanBeRetriedBySupportOnly(PortalRole role, bool canRetry)
    {
        var (_, agent) = await Portal.AddAgentAsync();
        await Portal.ReconcileAgentsAsync();
        await FailAsync(agent.Id);
        await SignInAsync(role);
        DrawPopovers();

        var page = Render<AgentsPage>();

        page.WaitForAssertion(() => Assert.Contains("No voice", page.Find("[role=alert]").TextContent));
        Assert.Equal(canRetry, Actions(page).Contains("Try again now"));
        page.WaitForElement(".ap-row-actions");
        await page.InvokeAsync(() => page.Find(".ap-row-actions").ClickAsync());
        page.WaitForAssertion(() => Assert.Contains("Show details", Popovers.Markup));
        Assert.Equal(canRetry, Popovers.Markup.Contains("Pause agent", StringComparison.Ordinal));
    }

    private async Task FailAsync(Guid id)
    {
        await using var db = Portal.Database.CreateDbContext();
        var agent = (await db.Agents.FindAsync([id], Cancel))!;
        (agent.Status, agent.LastError) = (AgentStatus.Failed, "No voice");
        await db.SaveChangesAsync(Cancel);
    }

    private static List<string> Actions(IRenderedComponent<IComponent> page) =>
        [.. page.FindAll("button, a.mud-button-root").Select(b => b.TextContent.Trim()).Where(s_actions.Contains)];
}
