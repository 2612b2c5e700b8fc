using AdminPortal.Components.Pages.Businesses;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Numbers;
using AdminPortal.Tests.Services.Agents;
using AdminPortal.Tests.Support;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Pages.Businesses;

public sealed class BusinessesPageTests : PageTest
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Page_WithoutBusinesses_ExplainsThemAndOffersToAddOne()
    {
        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("No businesses yet", page.Markup));
        Assert.Contains(page.FindAll("button"), b => b.TextContent.Contains("Add business"));
    }

    [Fact]
    public async Task Page_WithBusinesses_ShowsEachWithItsNumber()
    {
        await Portal.AddNumbersAsync(1);
        var acme = await Portal.AddBusinessAsync("Acme Dental");
        await Portal.AddBusinessAsync("Beta Bakery");
        await Portal.Get<NumberService>().DoAsync(TestPortal.Admin, "+18005550000", new NumberCommand.Assign(acme.Id), null, Cancel);

        var page = Draw();

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody a.ap-row-link").Count));
        Assert.Equal($"businesses/{acme.Id}", page.Find("tbody a.ap-row-link").GetAttribute("href"));
        Assert.Contains("+1 800 555 0000", page.FindAll("tbody tr")[0].TextContent);
        Assert.Contains("No number", page.FindAll("tbody tr")[1].TextContent);
        Assert.Equal("2 businesses", page.Find(".ap-matches").TextContent);
    }

    [Fact]
    public async Task Header_SortsThroughTheAddress()
    {
        await Portal.AddBusinessAsync("Acme Dental");
        await Portal.AddBusinessAsync("Beta Bakery");
        Navigation.NavigateTo("/businesses?sort=-name");

        var page = Draw();

        page.WaitForAssertion(() =>
            Assert.Equal(["Beta Bakery", "Acme Dental"], page.FindAll("tbody a.ap-row-link").Select(a => a.TextContent))
        );
        Assert.Equal("descending", page.FindAll("th")[1].GetAttribute("aria-sort"));
        Assert.EndsWith("businesses", page.Find("th a").GetAttribute("href"));
        Assert.EndsWith("businesses?sort=created", page.FindAll("th a")[^1].GetAttribute("href"));
        Assert.Contains("No agent", page.Find("tbody tr").TextContent);
    }

    [Fact]
    public async Task Search_WhenTypingPauses_UpdatesAddressAndList()
    {
        await Portal.AddBusinessAsync("Acme Dental");
        await Portal.AddBusinessAsync("Beta Bakery");
        var page = Draw();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody a.ap-row-link").Count));

        await page.Find(".ap-search input").InputAsync("bak");

        page.WaitForAssertion(() => Assert.EndsWith("/businesses?q=bak", Navigation.Uri));
        page = Draw();
        page.WaitForAssertion(() => Assert.Equal(["Beta Bakery"], page.FindAll("tbody a.ap-row-link").Select(a => a.TextContent)));
    }

    [Fact]
    public async Task Page_WithoutMatches_LinksToAll()
    {
        await Portal.AddBusinessAsync("Acme Dental");
        Navigation.NavigateTo("/businesses?q=zebra&number=no");

        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("No businesses found", page.Markup));
        page.FindAll("button").First(b => b.TextContent.Contains("Show all businesses")).Click();
        Assert.EndsWith("/businesses", Navigation.Uri);
    }

    [Fact]
    public async Task Pages_LinkToNextAndPrevious()
    {
        await Portal.AddBusinessesAsync(BusinessesView.PageSize + 3);

        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("1–50 of 53", page.Find(".ap-pager").TextContent));
        Assert.Equal("businesses?page=2", page.Find(".ap-pager a[aria-label='Next page']").GetAttribute("href"));
        Navigation.NavigateTo("/businesses?page=2");
        page = Draw();
        page.WaitForAssertion(() => Assert.Contains("51–53 of 53", page.Find(".ap-pager").TextContent));
        Assert.Equal(3, page.FindAll("tbody a.ap-row-link").Count);
    }

    [Fact]
    public async Task Page_WhenAnotherAddsABusiness_ShowsIt()
    {
        await Portal.AddBusinessAsync("Acme Dental");
        var page = Draw();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody a.ap-row-link")));

        await Portal.AddBusinessAsync("Beta Bakery");

        page.WaitForAssertion(() => Assert.Contains("Beta Bakery", page.Markup));
    }

    [Fact]
    public async Task Page_DatabaseUnavailable_ShowsWhatToDo()
    {
        await Portal.AddBusinessAsync("Acme Dental");
        await Portal.BreakAsync("ALTER TABLE businesses RENAME TO gone");

        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("Cannot load businesses", page.Markup));
        Assert.Contains(page.FindAll("button"), b => b.TextContent.Contains("Try again"));
        Assert.DoesNotContain("no such table", page.Markup);
    }

    [Fact]
    public async Task Selection_OffersWhatItsBusinessesAllow_AndOutlivesThePage()
    {
        await Portal.AddBusinessesAsync(52);
        var (acme, _) = await Portal.AddAgentAsync("Acme Dental");
        var page = Draw();
        page.WaitForAssertion(() => Assert.Equal(50, page.FindAll("tbody .ap-select-box").Count));

        await Box("Acme Dental").ClickAsync();
        Assert.Equal(["Pause agents", "Request numbers", "Export"], Offered());
        await Box("Business 0002").ClickAsync(new() { ShiftKey = true });
        page.WaitForAssertion(() => Assert.Contains("4 businesses selected", page.Markup));
        Navigation.NavigateTo("/businesses?page=2");
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("tbody .ap-select-box").Count));
        var table = page.FindComponent<BusinessTable>();
        await page.InvokeAsync(() => table.Instance.ExtendAsync(0, 2, isNew: true));
        await page.InvokeAsync(() => table.Instance.ExtendAsync(0, 1, isNew: false));
        page.WaitForAssertion(() => Assert.Contains("6 businesses selected", page.Markup));

        await page.InvokeAsync(() => page.FindAll("button").Single(b => b.TextContent.Trim() == "Select all 53 that match").ClickAsync());
        page.WaitForAssertion(() => Assert.Contains("53 businesses selected", page.Markup));
        Assert.Equal(["Pause agents", "Resume agents", "Request numbers", "Export"], Offered());
        Navigation.NavigateTo("/businesses?q=acme");
        page.WaitForAssertion(() => Assert.DoesNotContain("selected", page.Find(".ap-page").TextContent));
        page.WaitForAssertion(() => Assert.Equal(acme.Name, Assert.Single(page.FindAll("tbody .ap-row-link")).TextContent));

        AngleSharp.Dom.IElement Box(string name) => page.Find($"button[aria-label='Select {name}']");
        IEnumerable<string> Offered() =>
            page.FindAll("section[aria-label='Selection'] .mud-button-label").Select(b => b.TextContent.Trim());
    }

    [Fact]
    public async Task PauseAgents_OfTheSelection_ShowsThePlan_ThenTheResultWithUndo()
    {
        await Portal.AddAgentAsync("Acme Dental");
        await Portal.AddBusinessAsync("Bolt Plumbing");
        var dialogs = DrawDialogs();
        var page = Draw();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody .ap-select-box").Count));
        await page.InvokeAsync(() => page.Find("button[aria-label='Select all 2 that match']").ClickAsync());

        var asking = page.InvokeAsync(() => page.FindAll("button").Single(b => b.TextContent.Trim() == "Pause agents").Click());
        dialogs.WaitForAssertion(() => Assert.Contains("1 business will change.", dialogs.Markup));
        Assert.Contains("Not changed: 1 has no agent.", dialogs.Markup);
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());
        await asking;

        page.WaitForAssertion(() => Assert.Contains("Paused the agents of 1 business", page.Markup));
        page.WaitForAssertion(() => Assert.Contains("Paused", page.Find("tbody .ap-state").TextContent));
        Assert.Contains(page.FindAll("button"), b => b.TextContent.Trim() == "Undo");
        Assert.Equal("changed-businesses.csv", page.Find("a[download^='changed']").GetAttribute("download"));
    }

    [Fact]
    public async Task Add_WithoutAName_IsDisabled()
    {
        var dialogs = DrawDialogs();
        var page = Draw();
        page.WaitForAssertion(() => Assert.Contains("No businesses yet", page.Markup));

        var opened = page.InvokeAsync(() => page.FindAll("button").First(b => b.TextContent.Contains("Add business")).Click());
        dialogs.WaitForAssertion(() => Assert.True(dialogs.FindAll("button[type=submit]").Single().HasAttribute("disabled")));
        await dialogs.FindAll("input")[0].InputAsync("Acme Dental");
        await dialogs.FindAll("input")[1].InputAsync("nonsense");
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());

        dialogs.WaitForAssertion(() => Assert.Contains("takes an e-mail address", dialogs.Markup));
        await dialogs.FindAll("input")[1].InputAsync("office@acme.example");
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());
        await opened;

        var added = Assert.Single(
            (await Portal.Get<BusinessService>().ListAsync(TestPortal.Admin, new BusinessFilter(), null, 10, Cancel)).Value!.Items
        );
        Assert.Equal(("Acme Dental", "office@acme.example"), (added.Name, added.ContactEmail));
        page.WaitForAssertion(() => Assert.EndsWith($"/businesses/{added.Id}", Navigation.Uri));
    }

    private IRenderedComponent<BusinessesPage> Draw()
    {
        DrawPopovers();
        return Render<BusinessesPage>();
    }
}
