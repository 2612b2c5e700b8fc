using AdminPortal.Components.Shared.Views;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Views;
using AdminPortal.Tests.Support;
using Bunit;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Shared.Views;

public sealed class ViewTabsTests : PageTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tabs_ShowBuiltInOwnAndSharedViews_AndMarkThePresentOne()
    {
        await SaveAsync(TestPortal.Support, "Team", "?q=555&status=assigned", true);
        await SaveAsync(TestPortal.Support, "Private", "?q=1", false);

        var tabs = Draw("http://localhost/list?status=assigned&q=555");

        tabs.WaitForAssertion(() => Assert.Equal(["All", "Free", "Team"], tabs.FindAll("a").Select(a => a.TextContent.Trim())));
        Assert.Equal("Team", tabs.Find("a[aria-current]").TextContent.Trim());
        Assert.Equal("list?q=555&status=assigned", tabs.Find("a[aria-current]").GetAttribute("href"));
        Assert.DoesNotContain("Save view", tabs.Markup);
    }

    [Fact]
    public async Task NewFilters_CanBeSavedAndDeleted()
    {
        var dialogs = DrawDialogs();
        var tabs = Draw("http://localhost/list?q=555");

        await tabs.InvokeAsync(() => tabs.FindAll("button").Single(b => b.TextContent.Trim() == "Save view").Click());
        dialogs.WaitForAssertion(() => dialogs.Find(".mud-dialog input"));
        await dialogs.InvokeAsync(() => dialogs.Find(".mud-dialog input").Input("Mine"));
        await dialogs.InvokeAsync(() => dialogs.Find("form").Submit());

        tabs.WaitForAssertion(() => Assert.Equal("Mine", tabs.Find("a[aria-current]").TextContent.Trim()));
        await tabs.InvokeAsync(() => tabs.Find("button[aria-label='Delete the view Mine']").Click());
        tabs.WaitForAssertion(() => Assert.Empty(tabs.FindAll("a[aria-current]")));
    }

    private IRenderedComponent<ViewTabs> Draw(string address) =>
        Render<ViewTabs>(p =>
            p.Add(t => t.Page, ListPage.Inventory)
                .Add(t => t.Path, "list")
                .Add(t => t.Address, address)
                .Add(t => t.BuiltIn, [("Free", "?status=available")])
        );

    private async Task SaveAsync(AdminPortal.Services.Actor actor, string name, string query, bool isShared)
    {
        var saved = await Portal.Get<SavedViewService>().SaveAsync(actor, ListPage.Inventory, name, query, null, isShared, Cancel);
        Assert.True(saved.IsDone, saved.ToString());
    }
}
