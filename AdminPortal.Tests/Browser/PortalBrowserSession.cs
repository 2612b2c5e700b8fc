using System.Text;
using System.Text.RegularExpressions;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Import;
using AdminPortal.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace AdminPortal.Tests.Browser;

/// <summary>A portal in its own process, and a real browser; records what the browser reports.</summary>
internal sealed class PortalBrowserSession : IAsyncDisposable
{
    private readonly TempFolder _folder = TempFolder.WithDatabase();
    private readonly PortalProcess _portal;
    private readonly string _path;
    private readonly List<string> _complaints = [];
    private readonly List<IBrowserContext> _contexts = [];

    // Tests sign in faster than people.
    private PortalBrowserSession(IEnumerable<KeyValuePair<string, string?>> settings, string? path)
    {
        _path = path ?? "/";
        if (path is not null)
            settings = settings.Append(KeyValuePair.Create<string, string?>("PublicUrl", $"http://localhost{path}"));
        _portal = new PortalProcess([
            .. PortalProcess.Settings("Sqlite", _folder.SqliteConnectionString()),
            KeyValuePair.Create<string, string?>("RateLimits:SignInAttemptsPerMinute", "1000"),
            .. settings,
        ]);
    }

    public IPage Page { get; private set; } = null!;

    /// <summary>The portal's address by name, because passkeys are not bound to IP addresses.</summary>
    public Uri Address => new UriBuilder(_portal.Address) { Host = "localhost", Path = _path }.Uri;

    /// <summary>Opens the portal's database in this process, to add test data; the pages notice.</summary>
    public Task<TestPortal> OpenDatabaseAsync() => TestPortal.OpenSqliteAsync(_folder.File("portal.db"));

    /// <summary>Console errors and warnings, script errors, failed requests, and requests to other hosts.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>Those that report a violation of the Content-Security-Policy.</summary>
    public IReadOnlyList<string> PolicyComplaints
    {
        get
        {
            lock (_complaints)
                return [.. _complaints.Where(c => c.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase))];
        }
    }

    /// <summary>Starts both; skipped if no browser is installed.</summary>
    /// <param name="csv">Numbers in the inventory from the start.</param>
    /// <param name="signedIn">Whether an admin is signed in.</param>
    /// <param name="settings">Settings in addition to the database's.</param>
    /// <param name="path">The portal's base path, such as <c>/portal/</c>; the host's root by default.</param>
    public static async Task<PortalBrowserSession> StartAsync(
        int width = 1280,
        int height = 800,
        ColorScheme theme = ColorScheme.Light,
        string? csv = null,
        bool signedIn = true,
        IEnumerable<KeyValuePair<string, string?>>? settings = null,
        string? path = null
    )
    {
        Requires.Chromium();
        Assertions.SetDefaultExpectTimeout(20_000);
        var session = new PortalBrowserSession(settings ?? [], path);
        try
        {
            if (csv is not null)
                await session.ImportAsync(csv);
            await session._portal.StartAsync();
            var context = await session.NewContextAsync(width, height, theme);
            session.Page = await context.NewPageAsync();
            if (signedIn)
            {
                await using (var portal = await session.OpenDatabaseAsync())
                    await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
                await SignInAsync(session.Page, "admin@example.com");
            }

            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Another user's browser.</summary>
    public async Task<IBrowserContext> NewContextAsync(
        int width = 1280,
        int height = 800,
        ColorScheme theme = ColorScheme.Light,
        string locale = "en-US"
    )
    {
        var context = await (await SharedChromium.BrowserAsync()).NewContextAsync(
            new()
            {
                BaseURL = Address.ToString(),
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = theme,
                TimezoneId = "America/Chicago",
                Locale = locale,
                AcceptDownloads = true,
            }
        );
        _contexts.Add(context);
        Watch(context);
        await context.AddInitScriptAsync(
            "document.addEventListener('securitypolicyviolation', e => console.error(`Content Security Policy: "
                + "${e.effectiveDirective} refused ${e.blockedURI} ${e.sample}`))"
        );
        return context;
    }

    /// <summary>Kills the portal, and starts it again.</summary>
    public Task RestartAsync()
    {
        _portal.Kill();
        return _portal.StartAsync();
    }

    /// <summary>The printed link for the first admin.</summary>
    public Task<string> SetupLinkAsync() => PrintedLinkAsync("/setup?token=");

    /// <summary>Waits for a link that the portal prints.</summary>
    /// <param name="part">A part that no other line has.</param>
    public async Task<string> PrintedLinkAsync(string part)
    {
        await Wait.UntilAsync(() => Find() is not null, $"the portal to print a link with {part}");
        return new Uri(Find()!.Trim()).PathAndQuery;

        string? Find() => _portal.Output.Split('\n').FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal));
    }

    /// <summary>Signs one of <see cref="TestPeople"/> in.</summary>
    public static async Task SignInAsync(IPage page, string email)
    {
        await page.GotoAsync("account/login");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(TestPeople.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        // Only the address, which is asked for again and again: an event of the navigation may have been raised before it is awaited.
        await Assertions.Expect(page).Not.ToHaveURLAsync(new Regex("/account/"), new() { Timeout = 30_000 });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
            await context.CloseAsync();
        await _portal.DisposeAsync();
        _folder.Dispose();
    }

    private async Task ImportAsync(string csv)
    {
        await using var portal = await TestPortal.OpenSqliteAsync(
            new SqliteConnectionStringBuilder(_folder.SqliteConnectionString()).DataSource
        );
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(csv));
        var imported = await portal
            .Get<ImportService>()
            .ImportAsync(TestPortal.Admin, file, new ImportOptions(ImportMode.Skip, false), null, TestContext.Current.CancellationToken);
        Assert.True(imported.IsDone, imported.ToString());
    }

    private void Watch(IBrowserContext context)
    {
        context.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" } address && address.Authority != Address.Authority)
                Note($"a request to {request.Url}");
        };
        context.Response += (_, response) =>
        {
            if (response.Status >= 400)
                Note($"{response.Status} for {response.Url}");
        };
        context.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                Note($"{message.Type}: {message.Text}");
        };
        context.WebError += (_, error) => Note(error.Error);
    }

    private void Note(string complaint)
    {
        lock (_complaints)
            _complaints.Add(complaint);
    }
}
