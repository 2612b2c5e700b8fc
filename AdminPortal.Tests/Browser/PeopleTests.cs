using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.Tests.Browser;

/// <summary>From an empty portal to users of every role.</summary>
public sealed class PeopleTests
{
    private const string Password = "seven green bottles";

    [Fact]
    public async Task FirstAdmin_IsCreated_InvitesOthers_AndEachSeesWhatTheirRoleAllows()
    {
        await using var session = await PortalBrowserSession.StartAsync(signedIn: false);
        var admin = session.Page;
        await admin.GotoAsync(await session.SetupLinkAsync());
        await admin.GetByLabel("E-mail").FillAsync("ada@example.com");
        await admin.GetByLabel("Password").FillAsync(Password);
        await admin.GetByRole(AriaRole.Button, new() { Name = "Create admin account" }).ClickAsync();
        await Expect(admin.GetByRole(AriaRole.Heading, new() { Name = "Dashboard" })).ToBeVisibleAsync();

        await admin.GotoAsync("/businesses");
        await Expect(admin.Locator("html")).ToHaveAttributeAsync("data-keys", "on");
        await Button(admin, "Add business").ClickAsync();
        await admin.GetByLabel("Name").FillAsync("Acme Dental");
        await admin.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Add business" }).ClickAsync();
        await Expect(admin.GetByRole(AriaRole.Heading, new() { Name = "Acme Dental", Level = 1 })).ToBeVisibleAsync();
        await using (var portal = await session.OpenDatabaseAsync())
            await portal.AddNumbersAsync(1);

        var supportLink = await InviteAsync(admin, "sam@example.com", null);
        var businessLink = await InviteAsync(admin, "jo@acme.example", "Acme Dental");

        // Support works with numbers, and has no access to admin pages.
        await using var supports = await session.NewContextAsync();
        var support = await JoinAsync(supports, supportLink);
        await Expect(support.GetByRole(AriaRole.Heading, new() { Name = "Dashboard" })).ToBeVisibleAsync();
        await Expect(support.Locator(".ap-side a"))
            .ToHaveTextAsync(["Dashboard", "Inventory", "Orders", "Businesses", "Agents", "Calls", "Activity", "History"]);
        await support.GotoAsync("/admin/users");
        await Expect(support.GetByText("have access to this page")).ToBeVisibleAsync();

        // A business sees its own page, and gets its number there.
        await using var businesses = await session.NewContextAsync();
        var business = await JoinAsync(businesses, businessLink);
        await Expect(business.GetByRole(AriaRole.Heading, new() { Name = "Acme Dental" })).ToBeVisibleAsync();
        await Expect(business.Locator(".ap-side a")).ToHaveTextAsync(["My number"]);
        await Button(business, "Get a number").ClickAsync();
        await Expect(business.Locator(".ap-my-digits")).ToHaveTextAsync("+1 800 555 0000");
        await business.GotoAsync("/admin/phone-inventory");
        await Expect(business.GetByText("have access to this page")).ToBeVisibleAsync();

        // A locked user is signed out: the open page ends, and signing in is refused.
        await support.GotoAsync("/admin/phone-inventory");
        await Expect(support.Locator("html")).ToHaveAttributeAsync("data-keys", "on");
        await admin.GotoAsync("/admin/users");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Actions for sam@example.com" }).ClickAsync();
        await admin.GetByText("Lock", new() { Exact = true }).ClickAsync();
        await admin.GetByText("Left the company", new() { Exact = true }).ClickAsync();
        await Button(admin, "Lock user").ClickAsync();
        await Expect(admin.Locator("tr", new() { HasText = "sam@example.com" })).ToContainTextAsync("Locked");
        await Expect(support).ToHaveURLAsync(new Regex("/account/login"), new() { Timeout = 60_000 });
        await support.GetByLabel("E-mail").FillAsync("sam@example.com");
        await support.GetByLabel("Password").FillAsync(Password);
        await Button(support, "Sign in").ClickAsync();
        await Expect(support.GetByRole(AriaRole.Alert)).ToContainTextAsync("Incorrect email or password");

        // The setup link is used up.
        await admin.GotoAsync(await session.SetupLinkAsync());
        await Expect(admin.GetByText("This portal already has an admin")).ToBeVisibleAsync();
        Assert.DoesNotContain(session.Complaints, c => !c.Contains("403", StringComparison.Ordinal));
    }

    private static async Task<string> InviteAsync(IPage admin, string email, string? business)
    {
        await admin.GotoAsync("/admin/users");
        await Button(admin, "Invite user").ClickAsync();
        var dialog = admin.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("E-mail").FillAsync(email);
        if (business is not null)
        {
            await dialog.GetByLabel("Role").ClickAsync();
            await admin.Locator(".mud-popover-open").GetByText("Business", new() { Exact = true }).ClickAsync();
            await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Business" }).PressSequentiallyAsync(business);
            await admin.Locator(".mud-popover-open .ap-choice", new() { HasText = business }).ClickAsync();
        }

        await Button(dialog, "Invite user").ClickAsync();
        await Expect(dialog.Locator("code")).ToBeVisibleAsync();
        var link = await dialog.Locator("code").TextContentAsync();
        await Button(dialog, "Done").ClickAsync();
        await Expect(admin.Locator("tr", new() { HasText = email })).ToContainTextAsync("Invited");
        return link!;
    }

    private static async Task<IPage> JoinAsync(IBrowserContext context, string link)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(link);
        await page.GetByLabel("New password").FillAsync(Password);
        await Button(page, "Set password").ClickAsync();
        return page;
    }

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).First;

    private static ILocator Button(ILocator part, string name) =>
        part.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).First;
}
