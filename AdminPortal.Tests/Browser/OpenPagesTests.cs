using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.Tests.Browser;

/// <summary>Opening more pages than one browser may, and the message shown.</summary>
public sealed class OpenPagesTests
{
    [Fact]
    public async Task Pages_AboveTheLimit_ShowAMessage_AndWorkOnceOthersAreClosed()
    {
        await using var session = await PortalBrowserSession.StartAsync(
            settings: [KeyValuePair.Create<string, string?>("OpenPages:PerSession", "2")]
        );
        // The page after sign-in stays open: leaving it before it is live would keep its slot for three minutes.
        var first = session.Page;
        await IsAliveAsync(first);
        await Expect(first.Locator("#blazor-error-ui")).ToBeHiddenAsync();

        // Two pages load at once, and there is room for one when they become live.
        var late = new TaskCompletionSource();
        var slow = await first.Context.NewPageAsync();
        await slow.RouteAsync(
            "**/_blazor/negotiate*",
            async route =>
            {
                await late.Task;
                await route.ContinueAsync();
            }
        );
        await slow.GotoAsync("/businesses", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        var second = await first.Context.NewPageAsync();
        await second.GotoAsync("/businesses");
        await IsAliveAsync(second);
        late.SetResult();
        await Expect(slow.GetByText("If you have many pages open, close some first.")).ToBeVisibleAsync();

        await slow.GotoAsync("/businesses");
        await Expect(slow.GetByRole(AriaRole.Heading, new() { Name = "Too many open pages" })).ToBeVisibleAsync();
        await Expect(slow.GetByText("You have 2 pages open in this browser")).ToBeVisibleAsync();

        await second.CloseAsync(new() { RunBeforeUnload = true });
        await UntilLoadedAsync(async () => await slow.GotoAsync("/businesses"));
    }

    private static Task IsAliveAsync(IPage page) =>
        Expect(page.Locator("html")).ToHaveAttributeAsync("data-keys", "on", new() { Timeout = 60_000 });

    private static async Task UntilLoadedAsync(Func<Task<IResponse?>> load)
    {
        // The closed page sends a request when it is left.
        for (var i = 0; i < 100; i++)
        {
            if ((await load())!.Status == 200)
                return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Fail("The place of the closed page was not given back.");
    }
}
