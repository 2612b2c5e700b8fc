using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.Tests.Browser;

public sealed class LanguageTests
{
    [Fact]
    public async Task Times_AreWrittenAsTheBrowsersLanguageDoes()
    {
        await using var session = await PortalBrowserSession.StartAsync();
        Guid business;
        await using (var portal = await session.OpenDatabaseAsync())
            business = (await portal.AddBusinessAsync()).Id;
        await using var german = await session.NewContextAsync(locale: "de-DE");
        var other = await german.NewPageAsync();
        await PortalBrowserSession.SignInAsync(other, "admin@example.com");

        await session.Page.GotoAsync($"/businesses/{business}");
        await other.GotoAsync($"/businesses/{business}");

        await Expect(session.Page.Locator(".ap-facts time"))
            .ToHaveTextAsync(new Regex(@"^[A-Z][a-z]{2} \d{1,2}, \d{4}, \d{1,2}:\d\d\s[AP]M$"));
        await Expect(other.Locator(".ap-facts time")).ToHaveTextAsync(new Regex(@"^\d\d\.\d\d\.\d{4}, \d\d:\d\d$"));
        await Expect(other.Locator(".ap-event-when time").First).ToHaveTextAsync("just now");

        // A page without a connection.
        await other.GotoAsync("/account/sessions");
        await Expect(other.Locator(".ap-sessions time").First).ToHaveTextAsync(new Regex(@"^\d\d\.\d\d\.\d{4}, \d\d:\d\d$"));
        Assert.Empty(session.Complaints);
    }
}
