using AdminPortal.Tests.Browser;
using AdminPortal.Tests.Support;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(SharedChromium))]

namespace AdminPortal.Tests.Browser;

/// <summary>One browser for the whole run: each test has contexts of its own, which share nothing, and starting a browser takes a
/// second.</summary>
public sealed class SharedChromium : IAsyncDisposable
{
    private static readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> s_started = new(StartAsync);

    internal static async Task<IBrowser> BrowserAsync() => (await s_started.Value).Browser;

    public async ValueTask DisposeAsync()
    {
        if (!s_started.IsValueCreated)
            return;
        var (playwright, browser) = await s_started.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Requires.Chromium(), Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] }
        );
        return (playwright, browser);
    }
}
