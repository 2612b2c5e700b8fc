using System.Text.RegularExpressions;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Numbers;
using AdminPortal.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.Tests.Browser;

/// <summary>A portal under a base path, in a browser.</summary>
public sealed class PublicPathTests
{
    [Fact]
    public async Task Journey_UnderABasePath_StaysUnderIt()
    {
        await using var session = await PortalBrowserSession.StartAsync(path: "/portal/");
        await using (var portal = await session.OpenDatabaseAsync())
            await portal
                .Get<NumberService>()
                .AddAsync(TestPortal.Admin, ["+18003569377", "+18885550100"], TestContext.Current.CancellationToken);
        var page = session.Page;
        var outside = new List<string>();
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" } asked && !asked.AbsolutePath.StartsWith("/portal", StringComparison.Ordinal))
                outside.Add(request.Url);
        };

        await page.GotoAsync("");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Dashboard", Level = 1 })).ToBeVisibleAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-keys", "on");

        var pages = page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" });
        await pages.GetByRole(AriaRole.Link, new() { Name = "Inventory" }).ClickAsync();
        await IsAtAsync("/portal/admin/phone-inventory");
        await page.GetByRole(AriaRole.Link, new() { Name = "+1 800 356 9377" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "+1 800 356 9377" })).ToBeVisibleAsync();
        await IsAtAsync("/portal/admin/phone-inventory/");
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "+1 800 356 9377" })).ToBeVisibleAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-keys", "on");

        await page.Keyboard.PressAsync("Control+k");
        var field = page.GetByRole(AriaRole.Combobox, new() { Name = "Search numbers, businesses and pages" });
        await field.FillAsync("upload");
        await Expect(page.GetByRole(AriaRole.Option, new() { Name = "Upload numbers" })).ToHaveAttributeAsync("aria-selected", "true");
        await field.PressAsync("Enter");
        await IsAtAsync("/portal/admin/phone-inventory/upload");
        await Expect(page.Locator("input[type=file]")).ToBeEnabledAsync();
        await page.Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "more.csv",
                    MimeType = "text/csv",
                    Buffer = "number\n+18005550199\n"u8.ToArray(),
                }
            );
        await IsAtAsync("/portal/admin/phone-inventory/upload?file=");
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Import") })).ToBeVisibleAsync();

        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("d");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Dashboard", Level = 1 })).ToBeVisibleAsync();
        await Expect(pages.GetByRole(AriaRole.Link, new() { Name = "Dashboard" })).ToHaveClassAsync(new Regex("active"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Account:" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await IsAtAsync("/portal/account/login");

        Assert.Empty(outside);
        Assert.Empty(session.Complaints);

        Task IsAtAsync(string path) => Expect(page).ToHaveURLAsync(new Regex("^http://localhost:[0-9]+" + Regex.Escape(path)));
    }

    [Fact]
    public async Task Visitor_BypassingTheProxy_IsRedirectedToTheBasePathAndSignsIn()
    {
        await using var session = await PortalBrowserSession.StartAsync(signedIn: false, path: "/portal/");
        await using (var portal = await session.OpenDatabaseAsync())
            await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var page = session.Page;

        foreach (var address in (string[])["/account/login?returnUrl=%2Fhistory", "/Portal/account/login?returnUrl=%2Fhistory"])
        {
            await page.GotoAsync(address);
            await Expect(page).ToHaveURLAsync(new Regex("^http://localhost:[0-9]+/portal/account/login\\?returnUrl="));
        }

        await page.GetByLabel("E-mail").FillAsync("admin@example.com");
        await page.GetByLabel("Password").FillAsync(TestPeople.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new Regex("/portal/history$"));
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-keys", "on");
    }
}
