using AdminPortal.Services.Numbers;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.Tests.Browser;

public sealed class BusinessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Onboard_ClickedTwice_CreatesOneBusinessWithOneNumberAndOneAgent()
    {
        await using var session = await PortalBrowserSession.StartAsync();
        await using (var portal = await session.OpenDatabaseAsync())
            await portal.Get<NumberService>().AddAsync(TestPortal.Admin, ["+18885550100", "+18885550101"], Cancel);
        var page = session.Page;
        await page.GotoAsync("/businesses/new");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-keys", "on");
        await page.GetByLabel("Name", new() { Exact = true }).First.FillAsync("Acme Dental");
        var send = page.GetByRole(AriaRole.Button, new() { Name = "Onboard business" });
        await Expect(send).ToBeEnabledAsync();

        // The second click follows immediately, and a third after the script's pause, while the page may still be there.
        await page.EvaluateAsync(
            """
            () => {
              const form = document.querySelector('.ap-onboard');
              form.requestSubmit();
              form.requestSubmit();
              delete form.dataset.sent;
              form.requestSubmit();
            }
            """
        );

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Acme Dental", Level = 1 })).ToBeVisibleAsync();
        await using var after = await session.OpenDatabaseAsync();
        await using var db = after.Database.CreateReadContext();
        Assert.Equal(
            (1, 1, 1),
            (await db.Businesses.CountAsync(Cancel), await db.Agents.CountAsync(Cancel), await db.Assignments.CountAsync(Cancel))
        );
        await after.AssertSoundAsync();
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task List_IsSelectedEditedAndExportedByKeyboard()
    {
        await using var session = await PortalBrowserSession.StartAsync();
        await using (var portal = await session.OpenDatabaseAsync())
            await portal.AddBusinessesAsync(4);
        var page = session.Page;
        await page.GotoAsync("/businesses");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-keys", "on");
        var rows = page.Locator("tbody .ap-row-link");
        await rows.First.FocusAsync();

        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(rows.Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync(" ");
        await Expect(page.GetByText("1 business selected")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Shift+ArrowDown");
        await Expect(page.GetByText("2 businesses selected")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("F2");
        await Expect(page.Locator(".ap-inline textarea")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("crm-9");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".ap-inline-value")).ToHaveTextAsync("crm-9");

        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.Locator("section[aria-label='Selection']").GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync()
        );
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), Cancel);
        Assert.Equal(["Business 0001", "Business 0002"], lines[1..].Select(l => l.Split(',')[1]));
        Assert.Contains(",crm-9,", lines[2]);
        Assert.StartsWith("businesses-selected-", download.SuggestedFilename);
        Assert.Equal(1, await page.Locator("tbody .ap-row-link[tabindex='0']").CountAsync());
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task TypedText_SurvivesTheFirstSecondOfAPageAndARestartOfThePortal()
    {
        await using var session = await PortalBrowserSession.StartAsync();
        var page = session.Page;
        await page.GotoAsync("/businesses/new", new() { WaitUntil = WaitUntilState.Commit });
        var name = page.GetByLabel("Name", new() { Exact = true }).First;
        await name.PressSequentiallyAsync("Acme Dental");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-keys", "on");
        await Expect(name).ToHaveValueAsync("Acme Dental");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Onboard business" })).ToBeEnabledAsync();
        var email = page.GetByLabel("Contact e-mail");
        await email.PressSequentiallyAsync("front@acme.example");

        await session.RestartAsync();

        await Expect(page.GetByText("What you had typed here is restored.")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(name).ToHaveValueAsync("Acme Dental");
        await Expect(email).ToHaveValueAsync("front@acme.example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Onboard business" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Acme Dental", Level = 1 })).ToBeVisibleAsync();

        // Done: the form is empty again.
        await page.GotoAsync("/businesses/new");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-keys", "on");
        await Expect(name).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Business_AddedAssignedReleasedAndClosed_GetsTheNumberBackByUndo()
    {
        await using var session = await PortalBrowserSession.StartAsync();
        await using (var portal = await session.OpenDatabaseAsync())
            await portal.Get<NumberService>().AddAsync(TestPortal.Admin, ["+18885550100", "+18885550101"], Cancel);
        var page = session.Page;

        await page.GotoAsync("/businesses");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-keys", "on");
        await Button("Add business").ClickAsync();
        await page.GetByLabel("Name").FillAsync("Acme Dental");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Add business" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Acme Dental", Level = 1 })).ToBeVisibleAsync();

        // The next available one is suggested.
        await Button("Assign number").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("Number", new() { Exact = true })).ToHaveValueAsync("+1 888 555 0100");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Assign number" }).ClickAsync();
        await Expect(page.Locator(".ap-card .ap-number-large")).ToHaveTextAsync("+1 888 555 0100");

        await Button("Release number").ClickAsync();
        await page.GetByText("Assigned by mistake", new() { Exact = true }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Release number" }).ClickAsync();
        await Expect(page.GetByText("Acme Dental has no number.")).ToBeVisibleAsync();
        await Button("Undo release").ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.Locator(".ap-card .ap-number-large")).ToHaveTextAsync("+1 888 555 0100");

        // Closed by mistake, and back in one click.
        await Button("Close business").ClickAsync();
        await page.GetByText("Added by mistake", new() { Exact = true }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close business" }).ClickAsync();
        await Expect(page.GetByText("Reopening gives +1 888 555 0100 back to it.")).ToBeVisibleAsync();
        await Button("Undo").ClickAsync();
        await Expect(page.Locator(".ap-card .ap-number-large")).ToHaveTextAsync("+1 888 555 0100");

        await using (var portal = await session.OpenDatabaseAsync())
            await portal.AssertSoundAsync();
        Assert.Empty(session.Complaints);

        ILocator Button(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).First;
    }
}
