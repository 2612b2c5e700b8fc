using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.Tests.Browser;

/// <summary>A business signs up, from the form to its number.</summary>
public sealed class SignUpTests
{
    private int _pictures;

    [Fact]
    public async Task Business_SignsUp_SetsItsAgentUp_AndGetsANumberWhenAvailable()
    {
        await using var session = await PortalBrowserSession.StartAsync(
            390,
            844,
            signedIn: false,
            settings:
            [
                KeyValuePair.Create<string, string?>("SignUp:Enabled", "true"),
                KeyValuePair.Create<string, string?>("ASPNETCORE_ENVIRONMENT", "Development"),
            ]
        );
        var page = session.Page;
        await page.GotoAsync("/account/login");
        await page.GetByRole(AriaRole.Link, new() { Name = "Create a business account" }).ClickAsync();
        await CheckAsync();
        await page.GetByLabel("Business name").FillAsync("Acme Dental");
        await page.GetByLabel("E-mail").FillAsync("jo@acme.example");
        await Button("Send me a link").ClickAsync();
        await Expect(page.GetByText("We sent an email")).ToBeVisibleAsync();

        // In development without a mail server, the link is printed on the terminal.
        await page.GotoAsync(await session.PrintedLinkAsync("/signup/confirm?token="));
        await CheckAsync();
        await page.GetByLabel("New password").FillAsync("seven green bottles");
        await Button("Create account").ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Set up your agent" })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Greeting")).ToHaveValueAsync("Hello, you have reached Acme Dental. How may I help you?");
        // It is live: until then its title may be missing for a moment.
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-keys", "on");
        await CheckAsync();
        await page.GetByLabel("Agent's name").FillAsync("Ada");
        await Button("Start my agent").ClickAsync();

        // None is available yet: it waits, and sees its number when there is one.
        await Expect(page.Locator(".ap-my-place")).ToHaveTextAsync("You are 1st of 1 in line.");
        await CheckAsync();
        await using (var portal = await session.OpenDatabaseAsync())
            await portal.AddNumbersAsync(1);
        await Expect(page.Locator(".ap-my-digits")).ToHaveTextAsync("+1 800 555 0000");
        await Expect(page.GetByText("Ada", new() { Exact = false }).First).ToBeVisibleAsync();
        Assert.Empty(session.Complaints);

        async Task CheckAsync()
        {
            await Expect(page).ToHaveTitleAsync(new Regex("AdminPortal"));
            var found = (await page.RunAxe())
                .Violations.Where(v => v.Impact is "serious" or "critical")
                .Select(v => $"{page.Url}: {v.Help}: {v.Nodes[0].Html}");
            Assert.Empty(found);
            Assert.True(
                await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"),
                $"{page.Url} is wider than the window."
            );
            if (Environment.GetEnvironmentVariable("ADMINPORTAL_SCREENSHOTS") is { } pictures)
                await page.ScreenshotAsync(new() { Path = Path.Combine(pictures, $"signup-{++_pictures}.png") });
        }

        ILocator Button(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
    }
}
