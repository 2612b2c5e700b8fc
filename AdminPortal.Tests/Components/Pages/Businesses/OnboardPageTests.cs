using AdminPortal.Components.Pages.Businesses;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Onboarding;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Pages.Businesses;

public sealed class OnboardPageTests : PageTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_Submitted_CreatesBusinessAgentAndNumberAndOpensItsPage()
    {
        await Portal.AddNumbersAsync(1);
        var page = Draw();
        page.WaitForAssertion(() => Assert.Contains("assigned immediately", page.Markup));

        await Field(page, "Name").InputAsync("Acme Dental");
        Assert.Contains("Acme Dental", Field(page, "Greeting").GetAttribute("value") ?? Field(page, "Greeting").TextContent);
        await page.Find("form").SubmitAsync();

        var business = Assert.Single(
            (await Portal.Get<BusinessService>().SliceAsync(TestPortal.Admin, new BusinessFilter(), 0, 9, Cancel)).Value!.Items
        );
        Assert.Equal(("Acme Dental", "+18005550000", "Acme Dental assistant"), (business.Name, business.PhoneNumber, business.Agent?.Name));
        Assert.EndsWith($"/businesses/{business.Id}", Services.GetRequiredService<NavigationManager>().Uri);
    }

    [Fact]
    public async Task Page_SubmittedRepeatedly_CreatesOneBusiness()
    {
        await Portal.AddNumbersAsync(3);
        var page = Draw();
        await Field(page, "Name").InputAsync("Acme Dental");
        var form = page.Find("form");

        await Task.WhenAll(form.SubmitAsync(), form.SubmitAsync());
        await page.Find("form").SubmitAsync();

        Assert.Single((await Portal.Get<BusinessService>().SliceAsync(TestPortal.Admin, new BusinessFilter(), 0, 9, Cancel)).Value!.Items);
        await using var db = Portal.Database.CreateReadContext();
        Assert.Equal((1, 1), (await db.Agents.CountAsync(Cancel), await db.Numbers.CountAsync(n => n.AssignedTo != null, Cancel)));
    }

    [Fact]
    public async Task Page_ExternalIdCorrected_CreatesTheBusiness()
    {
        await Portal.Get<OnboardingService>().CompleteAsync(TestPortal.Admin, new NewClient("Acme", null, "crm-1", new()), Cancel);
        var page = Draw();
        await Field(page, "Name").InputAsync("Bolt");
        await Field(page, "External ID").InputAsync("crm-1");
        await page.Find("form").SubmitAsync();

        await Field(page, "External ID").InputAsync("crm-2");
        await page.Find("form").SubmitAsync();

        var found = await Portal.Get<BusinessService>().SliceAsync(TestPortal.Admin, new BusinessFilter("crm-2"), 0, 9, Cancel);
        Assert.Equal("Bolt", Assert.Single(found.Value!.Items).Name);
    }

    [Fact]
    public async Task Suggestions_FollowTheNameUntilTypedOver()
    {
        var page = Draw();
        await Field(page, "Greeting").InputAsync("Ahoy!");

        await Field(page, "Name").InputAsync("Bolt");
        await page.Find("form").SubmitAsync();

        await using var db = Portal.Database.CreateReadContext();
        var agent = await db.Agents.SingleAsync(Cancel);
        Assert.Equal(("Ahoy!", "Bolt assistant"), (agent.Greeting, agent.Name));
        Assert.Contains("Bolt", agent.Prompt);
    }

    [Fact]
    public async Task Page_WithAWaitingList_ShowsThePosition()
    {
        var first = await Portal.AddBusinessAsync("First");
        await Portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, first.Id, wait: true, Cancel);

        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("will be 2nd in line", page.Markup));
    }

    [Fact]
    public async Task Page_ExternalIdOfAnother_ShowsAMessageAndStays()
    {
        await Portal.Get<OnboardingService>().CompleteAsync(TestPortal.Admin, new NewClient("Acme", null, "crm-1", new()), Cancel);
        var page = Draw();
        await Field(page, "Name").InputAsync("Bolt");
        await Field(page, "External ID").InputAsync("crm-1");

        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("Another business has the external id “crm-1”.", page.Markup));
    }

    private IRenderedComponent<OnboardPage> Draw()
    {
        DrawPopovers();
        return Render<OnboardPage>();
    }

    private static AngleSharp.Dom.IElement Field(IRenderedComponent<OnboardPage> page, string label)
    {
        var id = page.FindAll("label").First(l => l.TextContent.TrimEnd('*', ' ') == label).GetAttribute("for");
        return page.Find($"#{id}");
    }
}
