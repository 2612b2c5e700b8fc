using Microsoft.Playwright;

namespace AdminPortal.Tests.Browser;

internal static class PageWaits
{
    /// <summary>Waits, 20 seconds at most, until a script returns true. Playwright's own wait evaluates text as code, which the portal's
    /// Content-Security-Policy forbids.</summary>
    public static async Task UntilAsync(this IPage page, string script)
    {
        for (var tries = 0; !await page.EvaluateAsync<bool>(script); tries++)
        {
            Assert.True(tries < 200, $"Never came true: {script}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
