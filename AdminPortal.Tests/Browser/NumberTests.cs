using AdminPortal.Services.Numbers;
using AdminPortal.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.Tests.Browser;

public sealed class NumberTests
{
    private const string Address = "/admin/phone-inventory/+18005550000";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Release_AfterAConcurrentChange_ShowsTheConflict_AndCanBeRepeatedAndUndone()
    {
        await using var session = await PortalBrowserSession.StartAsync();
        await using (var portal = await session.OpenDatabaseAsync())
        {
            await portal.AddNumbersAsync(1);
            var acme = await portal.AddBusinessAsync();
            await portal.Get<NumberService>().DoAsync(TestPortal.Admin, "+18005550000", new NumberCommand.Assign(acme.Id), null, Cancel);
        }

        var (mine, theirs) = (session.Page, await session.Page.Context.NewPageAsync());
        await mine.GotoAsync(Address);
        await theirs.GotoAsync(Address);

        await Button(mine, "Release number").ClickAsync();
        await Expect(mine.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Acme Dental has had it");
        await mine.GetByText("Business closed", new() { Exact = true }).ClickAsync();

        await theirs.GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await theirs.GetByText("Add note", new() { Exact = true }).ClickAsync();
        await theirs.GetByLabel("Note", new() { Exact = true }).FillAsync("Do not release before Friday");
        await Button(theirs, "Save note").ClickAsync();
        await Expect(theirs.Locator(".ap-number-note")).ToHaveTextAsync("Do not release before Friday");

        // The input is kept; saving reports the conflict, and the user decides.
        var dialog = mine.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Release number" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("This number changed meanwhile");
        await Expect(dialog.Locator(".ap-meanwhile"))
            .ToContainTextAsync("Added a note “Do not release before Friday” by admin@example.com");
        await Button(mine, "Release number anyway").ClickAsync();
        await Expect(mine.GetByText("Released +1 800 555 0000 from Acme Dental")).ToBeVisibleAsync();

        // The other page shows it automatically, and the message can undo it.
        await Expect(theirs.Locator(".ap-number-title")).ToContainTextAsync("Quarantined");
        await Expect(theirs.Locator(".ap-event").First).ToHaveTextAsync("Released from Acme Dental");
        await Button(mine, "Undo").ClickAsync();
        await Expect(theirs.Locator(".ap-number-title")).ToContainTextAsync("Assigned");

        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task Assign_ByKeyboard_AppearsInTheOpenHistory()
    {
        await using var session = await PortalBrowserSession.StartAsync(390, 844, ColorScheme.Dark);
        await using (var portal = await session.OpenDatabaseAsync())
        {
            await portal.AddNumbersAsync(1);
            await portal.AddBusinessAsync();
            await portal.AddBusinessAsync("Bolt Plumbing");
        }

        var (page, history) = (session.Page, await session.Page.Context.NewPageAsync());
        await history.GotoAsync("/history");
        await Expect(history.Locator(".ap-event")).ToHaveCountAsync(3);
        // Live: earlier events are on the page already.
        await Expect(history.Locator("html")).ToHaveAttributeAsync("data-keys", "on");
        await page.GotoAsync("/admin/phone-inventory/800-555-0000");
        await Expect(page).ToHaveURLAsync($"{new Uri(page.Url).GetLeftPart(UriPartial.Authority)}{Address}");

        await Expect(Button(page, "Assign number")).ToBeEnabledAsync();
        await Button(page, "Assign number").PressAsync("Enter");
        var business = page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Combobox);
        await Expect(business).ToBeFocusedAsync();
        await business.PressSequentiallyAsync("bolt");
        var choices = page.Locator(".mud-popover-open .ap-choice");
        await Expect(choices).ToHaveTextAsync(["Bolt Plumbing"]);
        await business.PressAsync("Enter");
        await Expect(business).ToHaveValueAsync("Bolt Plumbing");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Assign number" }).PressAsync("Enter");
        await Expect(page.Locator(".ap-number-title")).ToContainTextAsync("Assigned");

        await Button(history, "Show 1 new event").ClickAsync();
        await Expect(history.Locator(".ap-event").First).ToHaveTextAsync("Assigned +1 800 555 0000 to Bolt Plumbing");
        foreach (var each in (IPage[])[page, history])
            Assert.True(
                await each.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"),
                "The page is wider than the phone."
            );
        Assert.Empty(session.Complaints);
    }

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
