using System.Globalization;
using System.Text;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Tests.Services.Import;
using AdminPortal.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.Tests.Browser;

public sealed class UploadTests
{
    private const string Address = "/admin/phone-inventory/upload";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MessyFile_FromUploadToRejectedRows_WorksInABrowser()
    {
        await using var session = await PortalBrowserSession.StartAsync();
        var page = session.Page;
        await page.GotoAsync(Address);

        await ChooseAsync(page, "messy.csv");
        await Expect(Figure(page, "Rejected")).ToHaveTextAsync("5");
        await Expect(Figure(page, "Duplicates in file")).ToHaveTextAsync("1");
        await page.GetByText("Invalid: " + NumberRejections.NoDigits).ClickAsync();
        await Expect(page.GetByText("hello,no number: reject")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 13 numbers" }).ClickAsync();
        await Expect(page.GetByText("Added 13 numbers from messy.csv")).ToBeVisibleAsync();

        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = "Download the rejected rows" }).ClickAsync()
        );
        Assert.Equal("messy-rejected.csv", download.SuggestedFilename);
        var rejects = await File.ReadAllLinesAsync(await download.PathAsync(), Cancel);
        Assert.Equal(6, rejects.Length);
        Assert.Contains(rejects, line => line.StartsWith("hello,no number: reject,14,", StringComparison.Ordinal));
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task TwoNumberColumns_AreListed_AndOneIsChosenInABrowser()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(
            folder.File("two.csv"),
            "Ring To,Dialed,Notes\n+12125550199,+18885550101,main\n+12125550198,+18885550102,spare\n",
            Cancel
        );
        await using var session = await PortalBrowserSession.StartAsync();
        var page = session.Page;
        await page.GotoAsync(Address);
        await Expect(page.Locator("input[type=file]")).ToBeEnabledAsync();

        await page.Locator("input[type=file]").SetInputFilesAsync(folder.File("two.csv"));
        await Expect(page.GetByText("“Ring To” and “Dialed” both hold phone numbers")).ToBeVisibleAsync();
        await page.Locator(".ap-filters .mud-select").First.ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "Dialed" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 2 numbers" }).ClickAsync();

        await Expect(page.GetByText("Added 2 numbers from two.csv")).ToBeVisibleAsync();
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task Import_AfterLeavingThePage_ContinuesAndIsShownOnReturn()
    {
        using var folder = new TempFolder();
        var file = folder.File("long.csv");
        await File.WriteAllTextAsync(file, Imports.File(150_000), Cancel);
        await using var session = await PortalBrowserSession.StartAsync(theme: ColorScheme.Dark);
        var page = session.Page;
        await page.GotoAsync(Address);
        await Expect(page.Locator("input[type=file]")).ToBeEnabledAsync();
        await page.Locator("input[type=file]").SetInputFilesAsync(file);
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 150,000 numbers" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Import 150,000 numbers" })).Not.ToBeVisibleAsync();

        await page.GetByLabel("Breadcrumbs").GetByRole(AriaRole.Link, new() { Name = "Inventory" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Inventory" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Upload numbers" }).First.ClickAsync();

        await Expect(page.Locator("h2").First)
            .ToHaveTextAsync(new System.Text.RegularExpressions.Regex("Importing long.csv|Added 150,000 numbers from long.csv"));
        await page.ReloadAsync();
        await Expect(page.GetByText("Added 150,000 numbers from long.csv")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task File_DroppedAnywhereOnThePage_IsChecked()
    {
        await using var session = await PortalBrowserSession.StartAsync(390, 844);
        var page = session.Page;
        await page.GotoAsync(Address);
        await Expect(page.Locator("input[type=file]")).ToBeEnabledAsync();

        var text = new StringBuilder("number\n");
        for (var i = 0; i < 7; i++)
            text.Append(CultureInfo.InvariantCulture, $"+1800555010{i}\n");
        var dropped = await page.EvaluateHandleAsync(
            """
            text => { const held = new DataTransfer(); held.items.add(new File([text], 'dropped.csv', { type: 'text/csv' })); return held; }
            """,
            text.ToString()
        );
        await page.DispatchEventAsync("h1", "dragover", new { dataTransfer = dropped });
        await Expect(page.Locator(".ap-dropping")).ToBeVisibleAsync();
        await page.DispatchEventAsync("h1", "drop", new { dataTransfer = dropped });

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Import 7 numbers" })).ToBeVisibleAsync();
        await Expect(page.Locator(".ap-dropping")).ToHaveCountAsync(0);
        Assert.True(
            await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"),
            "The page is wider than the phone."
        );
        Assert.Empty(session.Complaints);
    }

    private static async Task ChooseAsync(IPage page, string file)
    {
        var input = page.Locator("input[type=file]");
        await Expect(input).ToBeEnabledAsync();
        await input.SetInputFilesAsync(Path.Combine(AppContext.BaseDirectory, "TestData", file));
    }

    private static ILocator Figure(IPage page, string name) =>
        page.Locator(".ap-result > div").Filter(new() { Has = page.GetByText(name, new() { Exact = true }) }).Locator("dd");
}
