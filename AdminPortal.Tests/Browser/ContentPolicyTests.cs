using System.Globalization;
using AdminPortal.Data.Entities;
using AdminPortal.Services.People;
using AdminPortal.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.Tests.Browser;

/// <summary>The content policy on pages outside of the shell; <see cref="EveryPageTests"/> covers the others. And the policy itself: an
/// injected script does not run.</summary>
public sealed class ContentPolicyTests
{
    [Fact]
    public async Task PagesOutsideOfTheShell_FollowTheContentPolicy()
    {
        await using var session = await PortalBrowserSession.StartAsync(signedIn: false);
        var page = session.Page;
        string token;
        await using (var portal = await session.OpenDatabaseAsync())
        {
            var invited = (
                await portal
                    .Get<InvitationService>()
                    .InviteAsync(TestPortal.Admin, "jo@example.com", PortalRole.Support, null, TestContext.Current.CancellationToken)
            ).Value!;
            token = string.Create(CultureInfo.InvariantCulture, $"user={invited.User.Id}&token={Uri.EscapeDataString(invited.Token)}");
        }

        foreach (
            var (address, heading) in ((string, string)[])
                [
                    ("/account/login", "Sign in"),
                    ("/account/forgot", "Reset your password"),
                    ("/setup", "Create the first admin"),
                    ($"/account/join?{token}", "Choose your password"),
                ]
        )
            await LookAsync(address, heading);
        Assert.Empty(session.Complaints);

        // The docs' script tests whether it may evaluate code, and works without.
        await LookAsync("/docs/", "Provisioning");
        Assert.All(session.Complaints, complaint => Assert.Contains("script-src refused eval", complaint));

        async Task LookAsync(string address, string heading)
        {
            await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.NetworkIdle });
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading }).First).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task Script_InjectedIntoAPage_DoesNotRun()
    {
        await using var session = await PortalBrowserSession.StartAsync(signedIn: false);
        var page = session.Page;
        await page.GotoAsync("/account/login");

        await page.EvaluateAsync(
            """
            () => {
              const script = document.createElement('script');
              script.textContent = 'window.ran = 1';
              document.body.append(script);
              document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.ran = 2">');
            }
            """
        );
        for (var wait = 0; session.PolicyComplaints.Count < 2 && wait < 100; wait++)
            await Task.Delay(100, TestContext.Current.CancellationToken);

        Assert.True(await page.EvaluateAsync<bool>("() => window.ran === undefined"));
        Assert.Contains(session.PolicyComplaints, c => c.Contains("script-src-elem refused inline", StringComparison.Ordinal));
        Assert.Contains(session.PolicyComplaints, c => c.Contains("script-src-attr refused inline", StringComparison.Ordinal));
    }
}
