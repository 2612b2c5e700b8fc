using AdminPortal.Components.Pages.Dashboard;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Bunit;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Pages.Dashboard;

public sealed class DashboardPageTests : PageTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_OfAnEmptyPortal_ShowsTheFirstSteps()
    {
        var page = Draw();
        page.WaitForAssertion(() => Assert.Contains("Get started", page.Markup));
        Assert.Empty(page.FindAll(".ap-step-done"));
        Assert.Contains(page.FindAll("a"), a => a.GetAttribute("href") == "admin/phone-inventory/upload");

        await Portal.AddNumbersAsync(2);
        var business = await Portal.AddBusinessAsync("Acme Dental");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".ap-step-done").Count));

        await Portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business.Id, Cancel);
        page.WaitForAssertion(() => Assert.DoesNotContain("Get started", page.Markup));
    }

    [Fact]
    public async Task Figures_LinkToTheirLists()
    {
        await Portal.AddNumbersAsync(3);
        var business = await Portal.AddBusinessAsync("Acme Dental");
        await Portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business.Id, Cancel);

        var page = Draw();

        page.WaitForAssertion(() =>
            Assert.Equal("2", page.Find("a[href='admin/phone-inventory?prefix=800&status=available']").TextContent)
        );
        Assert.Equal("1", page.Find("a[href='admin/phone-inventory?prefix=800&status=assigned']").TextContent);
        Assert.Contains("1 numbers were assigned", page.Find("div[role=img]").GetAttribute("aria-label"));
        page.WaitForAssertion(() => Assert.Contains("Acme Dental", page.Find(".ap-events").TextContent));
    }

    [Fact]
    public async Task WaitingCount_LinksToTheList_AndIsHiddenIfEmpty()
    {
        var business = await Portal.AddBusinessAsync("Acme Dental");
        var page = Draw();
        page.WaitForAssertion(() => Assert.Contains("All numbers", page.Markup));
        Assert.Empty(page.FindAll("a[href='businesses?waiting=true']"));

        await Portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business.Id, wait: true, Cancel);

        page.WaitForAssertion(() => Assert.Equal("1", page.Find("a[href='businesses?waiting=true'] .ap-count-figure").TextContent));
    }

    [Fact]
    public async Task LowStock_IsShownWithTheRemainingCount_AndDisappearsWithNewNumbers()
    {
        await Portal.AddNumbersAsync(19);
        var page = Draw();
        page.WaitForAssertion(() =>
            Assert.Contains("19 numbers are available. The threshold is 20.", page.Find(".ap-low-stock").TextContent)
        );
        Assert.NotNull(page.Find(".ap-count-low"));

        await Portal.AddNumbersAsync(1, from: 100);

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".ap-low-stock")));
    }

    [Fact]
    public async Task NumbersToReview_LinkToTheirList()
    {
        await Portal.Get<NumberService>().AddAsync(TestPortal.Admin, ["+18001234560"], Cancel);

        var page = Draw();

        page.WaitForAssertion(() =>
            Assert.Equal("1", page.Find("a[href='admin/phone-inventory?status=available&warning=yes'] .ap-count-figure").TextContent)
        );
    }

    [Fact]
    public async Task Page_DatabaseUnavailable_ShowsWhatToDo()
    {
        await Portal.BreakAsync("ALTER TABLE number_counts RENAME TO gone");

        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("Cannot load the dashboard", page.Markup));
        Assert.DoesNotContain("no such table", page.Markup);
    }

    private IRenderedComponent<DashboardPage> Draw()
    {
        DrawPopovers();
        return Render<DashboardPage>();
    }
}
