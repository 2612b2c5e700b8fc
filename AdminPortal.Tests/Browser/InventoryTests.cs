using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.Tests.Browser;

public sealed partial class InventoryTests
{
    private static string TestData(string file) => Path.Combine(AppContext.BaseDirectory, "TestData", file);

    [Fact]
    public async Task Inventory_FromEmptyToSearch_WorksInABrowser()
    {
        await using var session = await PortalBrowserSession.StartAsync();
        var page = session.Page;

        await page.GotoAsync("/admin/phone-inventory");
        await Expect(page).ToHaveTitleAsync("Inventory – AdminPortal");
        await Expect(page.GetByText("No numbers yet")).ToBeVisibleAsync();

        await UploadAsync(page, "messy.csv", "Import 13 numbers");
        await Expect(page.Locator(".ap-matches")).ToHaveTextAsync("13 numbers");

        // Letters find the number they spell, the address keeps the search, and Back leaves it.
        await page.GetByLabel("Search numbers").FillAsync("1-800-FLOWERS");
        await Expect(page.Locator(".ap-matches")).ToHaveTextAsync("1 number");
        await Expect(page.Locator("tbody .ap-phone")).ToHaveCountAsync(1);
        await Expect(page.Locator("tbody .ap-phone")).ToHaveTextAsync("+1 800 356 9377");
        await Expect(page).ToHaveURLAsync(SearchInAddress());
        await page.ReloadAsync();
        await Expect(page.Locator("tbody .ap-phone")).ToHaveTextAsync("+1 800 356 9377");
        await Expect(page.GetByLabel("Search numbers")).ToHaveValueAsync("1-800-FLOWERS");
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear filters" }).ClickAsync();
        await Expect(page.Locator(".ap-matches")).ToHaveTextAsync("13 numbers");
        await Expect(page.GetByLabel("Search numbers")).ToHaveValueAsync("");

        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task Inventory_ScrolledToItsEnd_ShowsTheLastNumber()
    {
        await using var session = await PortalBrowserSession.StartAsync(theme: ColorScheme.Dark);
        var page = session.Page;
        await page.GotoAsync("/admin/phone-inventory");
        await UploadAsync(page, "inventory-1000.csv", "Import 1,000 numbers");
        await Expect(page.Locator(".ap-matches")).ToHaveTextAsync("1,000 numbers");
        var lines = await File.ReadAllLinesAsync(TestData("inventory-1000.csv"), TestContext.Current.CancellationToken);
        var numbers = lines.Skip(1).Select(l => l.Trim()).Order(StringComparer.Ordinal).ToList();

        var list = page.Locator(".mud-table-container");
        await Expect(Copies(page, numbers[0])).ToBeVisibleAsync();
        await list.EvaluateAsync("l => l.scrollTop = l.scrollHeight");
        await Expect(Copies(page, numbers[^1])).ToBeInViewportAsync();
        Assert.True(await page.Locator("tbody .ap-phone").CountAsync() < 100, "Only what is in view is in the page.");
        await list.EvaluateAsync("l => l.scrollTop = 500 * 36");
        await Expect(Copies(page, numbers[505])).ToBeInViewportAsync();

        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task Inventory_OnAPhone_FitsAndOpensTheNavigation()
    {
        await using var session = await PortalBrowserSession.StartAsync(390, 844);
        var page = session.Page;

        await page.GotoAsync("/admin/phone-inventory");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Upload numbers" })).ToBeVisibleAsync();
        Assert.True(
            await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"),
            "The page is wider than the phone."
        );
        await page.GetByRole(AriaRole.Button, new() { Name = "Open navigation" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Inventory" })).ToBeInViewportAsync();

        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task Theme_Chosen_IsStoredAndRenderedByTheServer()
    {
        await using var session = await PortalBrowserSession.StartAsync();
        var page = session.Page;
        await page.GotoAsync("/admin/phone-inventory");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Upload numbers" })).ToBeVisibleAsync();
        var light = await BackgroundAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Theme" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Dark" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Theme: Dark" })).ToBeVisibleAsync();
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });

        Assert.NotEqual(light, await BackgroundAsync(page));
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task Theme_OfTheSystem_IsFollowedWhileThePageIsOpen()
    {
        await using var session = await PortalBrowserSession.StartAsync();
        var page = session.Page;
        await page.GotoAsync("/admin/settings");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-keys", "on");
        var light = await BackgroundAsync(page);

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.UntilAsync($"getComputedStyle(document.body).backgroundColor !== '{light}'");
        // A chosen theme stays, whatever the system does.
        await page.GetByRole(AriaRole.Button, new() { Name = "Theme" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Light" }).ClickAsync();
        await page.UntilAsync($"getComputedStyle(document.body).backgroundColor === '{light}'");
        await page.GetByRole(AriaRole.Button, new() { Name = "Theme" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "System" }).ClickAsync();
        await page.UntilAsync($"getComputedStyle(document.body).backgroundColor !== '{light}'");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.UntilAsync($"getComputedStyle(document.body).backgroundColor === '{light}'");
        Assert.Empty(session.Complaints);
    }

    private static async Task UploadAsync(IPage page, string file, string import)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Upload numbers" }).ClickAsync();
        var input = page.Locator("input[type=file]");
        await Expect(input).ToBeEnabledAsync();
        await input.SetInputFilesAsync(TestData(file));
        await page.GetByRole(AriaRole.Button, new() { Name = import }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Show the inventory" }).ClickAsync();
    }

    private static Task<string> BackgroundAsync(IPage page) =>
        page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    private static ILocator Copies(IPage page, string number) =>
        page.GetByRole(AriaRole.Button, new() { Name = $"Copy {number}", Exact = true });

    [GeneratedRegex("[?&]q=1-800-FLOWERS")]
    private static partial Regex SearchInAddress();
}
