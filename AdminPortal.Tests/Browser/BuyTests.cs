using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.Tests.Browser;

/// <summary>Buying from the simulated supplier, as a new user would.</summary>
public sealed class BuyTests
{
    [Fact]
    public async Task ThreeNumbers_SearchedChosenAndBought_ArriveAndOneFails()
    {
        await using var session = await PortalBrowserSession.StartAsync();
        var page = session.Page;
        await page.GotoAsync("/admin/phone-inventory");
        await page.GetByRole(AriaRole.Link, new() { Name = "Buy numbers" }).First.ClickAsync();

        // Numbers with these last digits are refused by the simulated supplier.
        await SearchAsync(page, "******0409");
        await page.Locator(".ap-offers input[type=checkbox]").First.CheckAsync();
        await SearchAsync(page, "cars");
        await Expect(page.Locator(".ap-letters").First).ToContainTextAsync("CARS");
        await page.Locator(".ap-offers input[type=checkbox]").Nth(0).CheckAsync();
        await page.Locator(".ap-offers input[type=checkbox]").Nth(1).CheckAsync();
        await Expect(page.GetByText("3 numbers chosen")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Buy 3 numbers" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("6.00 USD per month");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Buy 3 numbers" }).ClickAsync();

        await Expect(page.GetByText("2 of 3 numbers bought, 1 failed.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.Locator("a.ap-phone").First.ClickAsync();
        await Expect(page.Locator("h1.ap-number-large")).ToBeVisibleAsync();
        await Expect(page.Locator(".ap-facts")).ToContainTextAsync("Simulated supplier");
        await Expect(page.Locator(".ap-facts")).ToContainTextAsync("2.00 USD per month");
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task BoughtNumber_ReleasedAtTheSupplier_IsInactive()
    {
        await using var session = await PortalBrowserSession.StartAsync();
        var page = session.Page;
        await page.GotoAsync("/admin/phone-inventory/buy");
        await SearchAsync(page, "2277");
        await page.Locator(".ap-offers input[type=checkbox]").First.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Buy 1 number" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Buy 1 number" }).ClickAsync();
        await Expect(page.GetByText("1 of 1 number bought.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.Locator("a.ap-phone").First.ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await page.GetByText("Release at supplier").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var release = dialog.GetByRole(AriaRole.Button, new() { Name = "Release at supplier" });
        await Expect(release).ToBeDisabledAsync();
        var label = dialog.GetByLabel("to confirm");
        await label.FillAsync((await page.Locator("h1.ap-number-large").InnerTextAsync()).Trim());
        await dialog.GetByText("No longer needed").ClickAsync();
        await release.ClickAsync();

        await Expect(page.Locator(".ap-number-head .ap-chip")).ToContainTextAsync("Inactive");
        await Expect(page.GetByText("Released at supplier")).ToBeVisibleAsync();
        Assert.Empty(session.Complaints);
    }

    private static async Task SearchAsync(IPage page, string contains)
    {
        var field = page.GetByLabel("Digits or letters");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true })).ToBeEnabledAsync();
        await field.FillAsync(contains);
        await page.GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true }).ClickAsync();
        await Expect(page.Locator(".ap-offers tbody tr").First).ToBeVisibleAsync();
    }
}
