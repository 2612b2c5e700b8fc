using AdminPortal.Components.Pages.Inventory;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Views;
using AdminPortal.Tests.Support;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Pages.Inventory;

public sealed class InventoryPageTests : PageTest
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public void Page_WithoutNumbers_LinksToTheUpload()
    {
        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("No numbers yet", page.Markup));
        Assert.Contains(page.FindAll("a[href='admin/phone-inventory/upload']"), b => b.TextContent.Contains("Upload numbers"));
        Assert.Empty(page.FindComponents<NumberGrid>());
    }

    [Fact]
    public void Page_WhileLoading_ShowsASkeleton()
    {
        var skeleton = Render<GridSkeleton>();

        Assert.Equal(12, skeleton.FindAll(".ap-skeleton-row").Count);
    }

    [Fact]
    public async Task Page_WithNumbers_ShowsThemAndTheStock()
    {
        await Portal.AddNumbersAsync(3);

        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("+1 800 555 0001", page.Markup));
        Assert.Contains("3 numbers", page.Find(".ap-matches").TextContent);
        Assert.Equal(["3", "3", "0", "0", "0"], page.FindAll(".ap-count-figure").Select(f => f.TextContent.Trim()));
        Assert.All(page.FindAll("tbody .mud-chip"), chip => Assert.Contains("Available", chip.TextContent));
    }

    [Fact]
    public async Task Page_WithoutMatches_OffersToClearTheFilters()
    {
        await Portal.AddNumbersAsync(3);
        Navigation.NavigateTo("/admin/phone-inventory?q=99999999");

        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("No numbers found", page.Markup));
        Assert.Contains("99999999", page.Find(".ap-empty").TextContent);
        // Repeated if the page was rendered again between finding the button and the click.
        page.WaitForAssertion(() => page.FindAll("button").Last(b => b.TextContent.Contains("Clear filters")).Click());
        page.WaitForAssertion(() => Assert.Equal("/admin/phone-inventory", new Uri(Navigation.Uri).PathAndQuery));
    }

    [Fact]
    public async Task Page_DatabaseUnavailable_ShowsWhatToDo()
    {
        await Portal.AddNumbersAsync(3);
        await using (var database = new SqliteConnection(Portal.ConnectionString))
        {
            await database.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = database.CreateCommand();
            command.CommandText = "ALTER TABLE toll_free_numbers RENAME TO gone";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("Cannot load numbers", page.Markup));
        Assert.Contains(page.FindAll("button"), b => b.TextContent.Contains("Try again"));
        Assert.DoesNotContain("no such table", page.Markup);
    }

    [Fact]
    public async Task Address_WithFilters_FiltersTheList()
    {
        await Portal.AddNumbersAsync(12);
        Navigation.NavigateTo("/admin/phone-inventory?status=available&q=555-0011");

        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("1 number", page.Find(".ap-matches").TextContent));
        page.WaitForAssertion(() => Assert.Contains("+1 800 555 0011", page.Markup));
        Assert.Equal("Available", page.Find(".ap-count[aria-current]").QuerySelector(".ap-count-word")!.TextContent.Trim());
    }

    [Fact]
    public async Task Search_WhenTypingPauses_UpdatesTheAddress()
    {
        await Portal.AddNumbersAsync(3);
        var page = Draw();
        page.WaitForAssertion(() => Assert.Contains("+1 800 555 0001", page.Markup));

        await page.Find(".ap-search input").InputAsync("(555) 0002");

        page.WaitForAssertion(() => Assert.Contains("q=%28555%29%200002", Navigation.Uri));
        page.WaitForAssertion(() => Assert.Contains("1 number", page.Find(".ap-matches").TextContent));
    }

    [Fact]
    public async Task Tiles_FollowTheSearch_AndReturnToTheStock()
    {
        await Portal.AddNumbersAsync(12);
        await Portal
            .Get<NumberService>()
            .DoAsync(
                TestPortal.Admin,
                "+18005550011",
                new NumberCommand.Deactivate("noisy line"),
                null,
                TestContext.Current.CancellationToken
            );
        Navigation.NavigateTo("/admin/phone-inventory?status=available&q=555-001");
        var page = Draw();
        ExpectFigures("2", "1", "0", "0", "1");

        await page.InvokeAsync(() => page.Find(".ap-search input").InputAsync("999999"));
        ExpectFigures("0", "0", "0", "0", "0");
        await page.InvokeAsync(() => page.Find(".ap-search input").InputAsync(""));
        ExpectFigures("12", "11", "0", "0", "1");
        Navigation.NavigateTo("/admin/phone-inventory?prefix=855");
        ExpectFigures("0", "0", "0", "0", "0");

        void ExpectFigures(params string[] figures) =>
            page.WaitForAssertion(() => Assert.Equal(figures, page.FindAll(".ap-count-figure").Select(f => f.TextContent.Trim())));
    }

    [Fact]
    public async Task Page_WhenSomeoneAddsNumbers_UpdatesLive()
    {
        await Portal.AddNumbersAsync(1);
        var page = Draw();
        page.WaitForAssertion(() => Assert.Contains("1 number", page.Find(".ap-matches").TextContent));

        await Portal.AddNumbersAsync(2, from: 1);

        page.WaitForAssertion(() => Assert.Contains("+1 800 555 0002", page.Markup));
        Assert.Equal("3", page.Find(".ap-count-figure").TextContent.Trim());
    }

    [Fact]
    public async Task Page_WithAWarning_ShowsItAsText()
    {
        var added = await Portal.Get<NumberService>().AddAsync(TestPortal.Admin, ["+18001234567"], TestContext.Current.CancellationToken);
        Assert.Equal(1, added.Value?.Added);

        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("Not assignable", page.Find(".ap-warning").GetAttribute("aria-label")));
    }

    [Fact]
    public async Task Header_Clicked_SortsThroughTheAddress()
    {
        await Portal.AddNumbersAsync(3);
        var page = Draw();
        page.WaitForAssertion(() => Assert.Contains("+1 800 555 0000", page.Markup));

        await page.Find("button[aria-label^='Number, sorted ascending']").ClickAsync();

        page.WaitForAssertion(() => Assert.EndsWith("?sort=-number", Navigation.Uri));
        page.WaitForAssertion(() =>
            Assert.Equal(["+1 800 555 0002", "+1 800 555 0001", "+1 800 555 0000"], page.FindAll(".ap-row-link").Select(l => l.TextContent))
        );
        Assert.Equal("admin/phone-inventory/+18005550002", page.Find(".ap-row-link").GetAttribute("href"));
    }

    [Fact]
    public async Task Time_WithoutAState_IsNotSortable()
    {
        await Portal.AddNumbersAsync(1);
        Navigation.NavigateTo("/admin/phone-inventory?sort=time");

        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("+1 800 555 0000", page.Markup));
        Assert.NotEmpty(page.FindAll("button[aria-label^='Number, sorted ascending']"));
        Assert.Contains(
            page.FindAll("th span"),
            s => s.TextContent == "Since / until" && s.GetAttribute("title")?.Contains("Choose a state") == true
        );
    }

    [Fact]
    public async Task Rows_SelectedWithShift_IncludeAllBetweenAndSurviveNewNumbers()
    {
        await Portal.AddNumbersAsync(8, from: 2);
        var page = Draw();
        page.WaitForAssertion(() => Assert.Equal(8, page.FindAll("tbody .ap-select-box").Count));

        await page.FindAll("tbody .ap-select-box")[1].ClickAsync();
        await page.FindAll("tbody .ap-select-box")[4].ClickAsync(new() { ShiftKey = true });

        page.WaitForAssertion(() => Assert.Contains("4 numbers selected", page.Markup));
        await Portal.AddNumbersAsync(2);
        page.WaitForAssertion(() => Assert.Equal(10, page.FindAll("tbody .ap-select-box").Count));
        Assert.Equal(
            ["+1 800 555 0003", "+1 800 555 0004", "+1 800 555 0005", "+1 800 555 0006"],
            page.FindAll("tbody [aria-checked=true]").Select(b => b.GetAttribute("aria-label")!["Select ".Length..])
        );
    }

    [Fact]
    public async Task Range_ExtendedByKeyboard_ReplacesItsFormerEndOnly()
    {
        await Portal.AddNumbersAsync(8);
        var page = Draw();
        page.WaitForAssertion(() => Assert.Equal(8, page.FindAll("tbody .ap-select-box").Count));
        var grid = page.FindComponent<NumberGrid>();
        await page.InvokeAsync(() => page.FindAll("tbody .ap-select-box")[7].Click());

        await page.InvokeAsync(() => grid.Instance.ExtendAsync(1, 5, isNew: true));
        await page.InvokeAsync(() => grid.Instance.ExtendAsync(1, 0, isNew: false));

        Assert.Equal(
            ["+1 800 555 0000", "+1 800 555 0001", "+1 800 555 0007"],
            page.FindAll("tbody [aria-checked=true]").Select(b => b.GetAttribute("aria-label")!["Select ".Length..])
        );
        Assert.Equal(["0", "7"], page.FindAll("tbody .ap-select-box").Select(b => b.GetAttribute("data-at")).Where(a => a is "0" or "7"));
    }

    [Fact]
    public async Task Selection_OffersOnlyWhatItsNumbersAllow()
    {
        await Portal.AddNumbersAsync(2);
        var page = Draw();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody .ap-select-box").Count));

        await page.InvokeAsync(() => page.FindAll("tbody .ap-select-box")[0].Click());

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("section[aria-label='Selection']")));
        Assert.Equal(
            ["Deactivate", "Export"],
            page.FindAll("section[aria-label='Selection'] .mud-button-label").Select(b => b.TextContent.Trim())
        );
    }

    [Fact]
    public async Task SelectAll_ThenAnotherFilter_ClearsTheSelection()
    {
        await Portal.AddNumbersAsync(30);
        var page = Draw();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("tbody .ap-select-box")));

        await page.Find("button[aria-label='Select all 30 that match']").ClickAsync();
        page.WaitForAssertion(() => Assert.Contains("30 numbers selected", page.Markup));
        await page.Find("tbody .ap-select-box").ClickAsync();
        page.WaitForAssertion(() => Assert.Contains("29 numbers selected", page.Markup));
        Navigation.NavigateTo("/admin/phone-inventory?status=available");

        page.WaitForAssertion(() => Assert.DoesNotContain("selected", page.Find(".ap-page").TextContent));
    }

    [Fact]
    public async Task Layout_ChosenOnAnotherDevice_IsShownAtOnce()
    {
        await Portal.AddNumbersAsync(1);
        await Portal
            .Get<ListLayoutService>()
            .SaveAsync(Me, ListPage.Inventory, "source,created:222,compact", TestContext.Current.CancellationToken);

        var page = Draw();

        // The list is not shown in another layout before.
        page.WaitForElement("thead th");
        Assert.Equal(["", "Number", "Source", "Created", ""], HeadsOf(page));
        Assert.Contains("--ap-width: 222px", page.Find("th.ap-col-created").GetAttribute("style"));
        Assert.Equal("28", page.Find(".ap-grid").GetAttribute("data-row-height"));
        page.WaitForAssertion(() => Assert.Contains("Added by hand", page.Markup));
        Assert.Empty(page.FindAll("tbody .mud-chip"));
    }

    [Fact]
    public async Task Columns_MovedHiddenAndResized_AreRememberedUntilReset()
    {
        await Portal.AddNumbersAsync(1);
        var dialogs = DrawDialogs();
        var page = Draw();
        page.WaitForAssertion(() => Assert.Contains("+1 800 555 0000", page.Markup));
        Assert.Equal(["", "Number", "Status", "Business", "Since / until", "Note", "Warning"], HeadsOf(page));

        await page.InvokeAsync(() => page.FindAll("button").Single(b => b.TextContent.Trim() == "Columns").ClickAsync());
        await Button("Move Note up").ClickAsync();
        await Button("Move Note up").ClickAsync();
        await Button("Move Note up").ClickAsync();
        await Button("Make Note wider").ClickAsync();
        await dialogs.FindAll("label").Single(l => l.TextContent.Trim() == "Status").QuerySelector("input")!.ChangeAsync(false);
        await page.InvokeAsync(() => page.FindComponent<NumberGrid>().Instance.ResizeAsync("business", 9999));

        page.WaitForAssertion(() => Assert.Equal(["", "Number", "Business", "Note", "Since / until", "Warning", ""], HeadsOf(page)));
        Assert.Contains("--ap-width: 184px", page.Find("th.ap-col-note").GetAttribute("style"));
        Assert.Contains("--ap-width: 800px", page.Find("th.ap-col-business").GetAttribute("style"));
        Assert.Equal("-status,business:800,note:184,time,-created,-source,warning", await StoredAsync());

        await dialogs.InvokeAsync(() => dialogs.FindAll("button").Single(b => b.TextContent.Trim() == "Reset columns").ClickAsync());
        page.WaitForAssertion(() => Assert.Equal(["", "Number", "Status", "Business", "Since / until", "Note", "Warning"], HeadsOf(page)));
        Assert.Null(await StoredAsync());

        AngleSharp.Dom.IElement Button(string name) => dialogs.Find($"button[aria-label='{name}']");

        async Task<string?> StoredAsync() =>
            (await Portal.Get<ListLayoutService>().FindAsync(Me, ListPage.Inventory, TestContext.Current.CancellationToken)).Value!.Text;
    }

    [Fact]
    public async Task Note_BeingTyped_StaysWhileTheListChanges()
    {
        await Portal.AddNumbersAsync(2);
        var page = Draw();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".ap-inline-edit").Count));
        await page.InvokeAsync(() => page.Find("button[aria-label='Edit the note of +1 800 555 0001']").ClickAsync());
        await page.InvokeAsync(() => page.Find(".ap-inline textarea").InputAsync("Half a sent"));

        await Portal.AddNumbersAsync(1, from: 2);

        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("tbody .ap-row-link").Count));
        Assert.Equal("Half a sent", page.Find(".ap-inline textarea").GetAttribute("value"));
        await page.InvokeAsync(() => page.Find(".ap-inline textarea").Input("Half a sentence"));
        await page.InvokeAsync(() => page.Find("button[aria-label='Save the note of +1 800 555 0001']").Click());
        page.WaitForAssertion(() => Assert.Equal("Half a sentence", page.Find(".ap-inline-value").TextContent));
    }

    [Fact]
    public async Task WarningFilter_ShowsOnlyWarnedNumbers()
    {
        await Portal.AddNumbersAsync(3);
        await Portal.Get<NumberService>().AddAsync(TestPortal.Admin, ["+18001234567"], TestContext.Current.CancellationToken);
        var page = Draw();
        page.WaitForAssertion(() => Assert.Contains("4 numbers", page.Find(".ap-matches").TextContent));

        await page.Find(".ap-toggle").ClickAsync();

        page.WaitForAssertion(() => Assert.EndsWith("?warning=yes", Navigation.Uri));
        page.WaitForAssertion(() => Assert.Equal("+1 800 123 4567", Assert.Single(page.FindAll(".ap-row-link")).TextContent));
    }

    private static IEnumerable<string> HeadsOf(IRenderedComponent<InventoryPage> page) =>
        page.FindAll("thead th").Select(th => th.TextContent.Trim());

    private IRenderedComponent<InventoryPage> Draw() => Render<InventoryPage>();
}
