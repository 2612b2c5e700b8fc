using System.Globalization;
using AdminPortal.Data.Records;
using AdminPortal.Services.People;
using AdminPortal.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.Tests.Browser;

/// <summary>
/// The pages outside of the shell under the portal's policy; those within are looked at by <see cref="EveryPageTests"/>. And the policy itself:
/// a script that somebody got into a page does not run.
/// </summary>
public sealed class ContentPolicyTests
{
    [Fact]
    public async Task PagesOutsideOfTheShell_BreakNoRuleOfThePolicy()
    {
        await using var session = await PortalBrowserSession.StartAsync(signedIn: false);
        var page = session.Page;
        string token;
        await using (var portal = await session.OpenDatabaseAsync())
        {
            var invited = (await portal.Get<PeopleService>().InviteAsync(TestPortal.Admin, "jo@example.com", PortalRole.Support, null, TestContext.Current.CancellationToken)).Value!;
            token = string.Create(CultureInfo.InvariantCulture, $"user={invited.User.Id}&token={Uri.EscapeDataString(invited.Token)}");
        }

        foreach (var (address, heading) in ((string, string)[])
            [("/account/login", "Sign in"), ("/account/forgot", "Forgotten password"), ("/setup", "Make the first admin"), ($"/account/join?{token}", "Choose your password"), ("/docs/", "Provisioning")])
        {
            await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.NetworkIdle });
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading }).First).ToBeVisibleAsync();
        }

        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task Script_ThatGotIntoAPage_DoesNotRun()
    {
        await using var session = await PortalBrowserSession.StartAsync(signedIn: false);
        var page = session.Page;
        await page.GotoAsync("/account/login");

        await page.EvaluateAsync("""
            () => {
              const script = document.createElement('script');
              script.textContent = 'window.ran = 1';
              document.body.append(script);
              document.body.insertAdjacentHTML('beforeend', '<img src="x:" onerror="window.ran = 2">');
            }
            """);
        await Expect(page.Locator("h1")).ToBeVisibleAsync();

        Assert.True(await page.EvaluateAsync<bool>("() => window.ran === undefined"));
        Assert.NotEmpty(session.PolicyComplaints);
    }
}
