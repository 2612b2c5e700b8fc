using AdminPortal.Services.Numbers;
using AdminPortal.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.Tests.Browser;

public sealed class QuickSearchTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Search_ByKeyboard_FindsANumberByLettersAndABusinessByName()
    {
        await using var session = await PortalBrowserSession.StartAsync();
        await using (var portal = await session.OpenDatabaseAsync())
        {
            await portal.Get<NumberService>().AddAsync(TestPortal.Admin, ["+18003569377", "+18885550100"], Cancel);
            await portal.AddBusinessAsync("Alder Dental");
        }

        var page = session.Page;
        await page.GotoAsync("/");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-keys", "on");
        var field = page.GetByRole(AriaRole.Combobox, new() { Name = "Search numbers, businesses and pages" });

        // Typed in one go, before the field is there.
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("1-800-FLOWERS");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "+1 800 356 9377" })).ToBeVisibleAsync();

        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("/");
        await field.FillAsync("dental");
        await Expect(page.GetByRole(AriaRole.Option, new() { Name = "Alder Dental" })).ToHaveAttributeAsync("aria-selected", "true");
        await field.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Alder Dental", Level = 1 })).ToBeVisibleAsync();

        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Go to History");
        // A dialog receives keys once it has the focus.
        await Expect(page.GetByRole(AriaRole.Dialog).Locator(":focus")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("h");
        await Expect(page).ToHaveTitleAsync("History – AdminPortal");

        Assert.Empty(session.Complaints);
    }
}
