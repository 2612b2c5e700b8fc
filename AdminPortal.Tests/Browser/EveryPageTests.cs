using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Keys;
using AdminPortal.Services.SampleData;
using AdminPortal.Tests.Support;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.Tests.Browser;

/// <summary>Checks of every page, with sample data. With <c>ADMINPORTAL_SCREENSHOTS</c> set to a folder, a screenshot of each is saved
/// there in both themes and widths, to review by eye.</summary>
public sealed class EveryPageTests
{
    private static readonly string? s_pictures = Environment.GetEnvironmentVariable("ADMINPORTAL_SCREENSHOTS");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    public async Task Page_InEachThemeAndWidth_FitsAndIsAccessible(ColorScheme theme, int width)
    {
        var height = width < 600 ? 844 : 860;
        int[] widths = (theme, width) == (ColorScheme.Light, 1280) ? [1280, 1024, 768] : [width];
        await using var session = await PortalBrowserSession.StartAsync(width, height, theme);
        var page = session.Page;
        var findings = new List<string>();
        foreach (var (name, address, ready) in await FillAsync(session))
        {
            await page.GotoAsync(address);
            await Expect(page.Locator(ready).First).ToBeVisibleAsync();
            // Live: controls that were disabled until then have their final look.
            await Expect(page.Locator(".ap-quick")).ToBeEnabledAsync();
            await PictureAsync(page, $"{name}-{theme}-{width}");
            if (s_pictures is not null && theme == ColorScheme.Dark)
            {
                await page.SetViewportSizeAsync(390, 844);
                await PictureAsync(page, $"{name}-{theme}-390");
                await page.SetViewportSizeAsync(width, 860);
            }

            await CheckAsync(page, name, findings);
            if ((theme, width) == (ColorScheme.Light, 1280))
                await CheckFocusAsync(page, name, findings);
            foreach (var other in widths)
            {
                await page.SetViewportSizeAsync(other, height);
                await CheckWidthAsync(page, $"{name} at {other}", findings);
            }

            await page.SetViewportSizeAsync(width, height);
        }

        findings.AddRange(session.PolicyComplaints);
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Form_InEachTheme_FitsAndIsAccessible(ColorScheme theme, int width)
    {
        await using var session = await PortalBrowserSession.StartAsync(width, width < 600 ? 844 : 860, theme);
        var page = session.Page;
        var findings = new List<string>();
        foreach (var (name, address, ready) in EveryPage.Forms)
        {
            await page.GotoAsync(address);
            await Expect(page.Locator(ready).First).ToBeVisibleAsync();
            await LookAsync(name);
        }

        // A form from before the last sign-in.
        await page.GotoAsync("/account/prove");
        await page.Locator("main input[name=__RequestVerificationToken]").First.EvaluateAsync("field => field.value = 'old'");
        await page.Locator("input[name='Input.Proof']").FillAsync("a password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Reload page" })).ToBeVisibleAsync();
        await LookAsync("out-of-date");

        // The page after an app is set up.
        await page.GotoAsync("/account/authenticator");
        await page.Locator("input[name='On.Code']")
            .FillAsync(TestCodes.At(await page.Locator(".ap-own-key").InnerTextAsync(), DateTimeOffset.UtcNow));
        await page.GetByRole(AriaRole.Button, new() { Name = "Turn on" }).ClickAsync();
        await Expect(page.Locator(".ap-recovery li")).ToHaveCountAsync(10);
        await LookAsync("account-recovery-codes");
        await page.GotoAsync("/account/authenticator");
        await LookAsync("account-authenticator-on");
        await page.GotoAsync("/account");
        await Expect(page.GetByText("10 recovery codes left.")).ToBeVisibleAsync();
        await Expect(page.Locator(".ap-quick")).ToBeEnabledAsync();
        await LookAsync("account-with-app");
        await page.Context.ClearCookiesAsync(new() { Name = "ap-session" });
        await page.GotoAsync("/account/login");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" })).ToBeVisibleAsync();
        await LookAsync("login");
        Assert.True(findings.Count == 0, string.Join('\n', findings));

        async Task LookAsync(string name)
        {
            await PictureAsync(page, $"{name}-{theme}-{width}");
            await CheckAsync(page, name, findings);
            if (!await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"))
                findings.Add($"{name}: wider than the window");
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Dialog_InEachTheme_IsAccessible(ColorScheme theme)
    {
        await using var session = await PortalBrowserSession.StartAsync(1280, 860, theme);
        var page = session.Page;
        var pages = (await FillAsync(session)).ToDictionary(p => p.Name, p => p.Address);
        var findings = new List<string>();
        foreach (
            var (name, button) in ((string, string)[])
                [
                    ("number", "Release number"),
                    ("number", "Reassign number"),
                    ("business-without-number", "Assign number"),
                    ("business", "Edit business"),
                    ("business", "Create key"),
                    ("business", "Edit agent"),
                    ("business", "Place test call"),
                    ("businesses", "Add business"),
                    ("users", "Invite user"),
                    ("api-keys", "Create key"),
                ]
        )
        {
            await page.GotoAsync(pages[name]);
            await page.GetByRole(AriaRole.Button, new() { Name = button }).First.ClickAsync();
            await DialogAsync($"{name}-{button.Replace(' ', '-')}");
        }

        foreach (var (what, key) in ((string, string)[])[("search", "Control+k"), ("keys", "?")])
        {
            await page.GotoAsync("/");
            await Expect(page.Locator(".ap-quick")).ToBeEnabledAsync();
            await page.Locator("h1").ClickAsync();
            await Expect(page.Locator("html")).ToHaveAttributeAsync("data-keys", "on");
            await page.Keyboard.PressAsync(key);
            await DialogAsync(what);
        }

        findings.AddRange(session.PolicyComplaints);
        Assert.True(findings.Count == 0, string.Join('\n', findings));

        async Task DialogAsync(string name)
        {
            var dialog = page.GetByRole(AriaRole.Dialog);
            await Expect(dialog).ToBeVisibleAsync();
            // Colours are checked after the fade-in.
            await page.UntilAsync(
                "document.getAnimations().every(a => a.playState !== 'running' || a.effect.getComputedTiming().iterations === Infinity)"
            );
            await PictureAsync(page, $"dialog-{name}-{theme}-1280");
            await CheckAsync(page, $"dialog {name}", findings);
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task PageOfABusiness_FitsAndIsAccessible(ColorScheme theme, int width)
    {
        await using var session = await PortalBrowserSession.StartAsync(width, width < 600 ? 844 : 860, theme, signedIn: false);
        await using (var portal = await session.OpenDatabaseAsync())
        {
            var acme = await portal.AddBusinessAsync();
            await TestPeople.AddAsync(portal.Database, PortalRole.Business, acme.Id);
            await portal
                .Get<AgentService>()
                .CreateAsync(TestPortal.Admin, acme.Id, new AgentConfiguration(), TestContext.Current.CancellationToken);
        }

        var findings = new List<string>();
        var page = session.Page;
        await PortalBrowserSession.SignInAsync(page, "business@example.com");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Get a number" })).ToBeEnabledAsync();
        await PictureAsync(page, $"my-without-number-{theme}-{width}");
        await CheckAsync(page, "my without a number", findings);
        await page.GetByRole(AriaRole.Button, new() { Name = "Get a number" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Join the waiting list" }).ClickAsync();
        await Expect(page.Locator(".ap-my-place")).ToHaveTextAsync("You are 1st of 1 in line.");
        await PictureAsync(page, $"my-waiting-{theme}-{width}");
        await CheckAsync(page, "my waiting", findings);
        await using (var portal = await session.OpenDatabaseAsync())
            await portal.AddNumbersAsync(1);
        await Expect(page.Locator(".ap-my-digits")).ToHaveTextAsync("+1 800 555 0000");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Place test call" })).ToBeEnabledAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Opening hours" }).ClickAsync();
        await Expect(page.GetByLabel("Monday opens at")).ToBeVisibleAsync();
        await page.GetByLabel("Friday closes at").FillAsync("15:00");
        await PictureAsync(page, $"my-opening-hours-{theme}-{width}");
        await CheckAsync(page, "my opening hours", findings);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save opening hours" }).ClickAsync();
        await Expect(page.GetByText("Mon to Thu 09:00 to 17:00, Fri 09:00 to 15:00, Sat and Sun closed")).ToBeVisibleAsync();
        foreach (var help in await page.Locator(".ap-forwarding summary").AllAsync())
            await help.ClickAsync();
        await PictureAsync(page, $"my-{theme}-{width}");
        await CheckAsync(page, "my", findings);
        Assert.True(
            await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"),
            "The page is wider than the window."
        );
        Assert.True(findings.Count == 0, string.Join('\n', findings));
        Assert.Empty(session.Complaints);
    }

    /// <summary>Adds sample data; returns the pages to check.</summary>
    private static async Task<IReadOnlyList<(string Name, string Address, string Ready)>> FillAsync(PortalBrowserSession session)
    {
        await using var portal = await session.OpenDatabaseAsync();
        Assert.True((await portal.Get<SampleDataService>().FillAsync(TestPortal.Admin, new SampleSize(60, 600, 7), Cancel)).IsDone);
        await TestPeople.AddAsync(portal.Database, PortalRole.Support);
        Assert.True((await portal.Get<ApiKeyService>().CreateAsync(TestPortal.Admin, "CRM", PortalRole.Admin, null, 365, Cancel)).IsDone);
        var assigned = (
            await portal.Get<InventoryService>().ListAsync(TestPortal.Admin, new NumberFilter(NumberStatus.Assigned), null, 1, Cancel)
        )
            .Value!
            .Items[0];
        var without = (await portal.Get<BusinessService>().SliceAsync(TestPortal.Admin, new BusinessFilter(HasNumber: false), 0, 1, Cancel))
            .Value!
            .Items[0];
        return EveryPage.Of(assigned.Number, assigned.AssignedTo!.Value, without.Id);
    }

    private static async Task CheckAsync(IPage page, string name, List<string> findings)
    {
        findings.AddRange(Wording.In(await page.Locator("body").InnerTextAsync()).Select(wording => $"{name}: says “{wording}”"));
        var result = await page.RunAxe();
        findings.AddRange(
            result
                .Violations.Where(v => v.Impact is "serious" or "critical")
                .Select(v => $"{name}: {v.Id} ({v.Impact}): {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}")
        );
    }

    /// <summary>Every control that the Tab key reaches shows that it has the focus: by an outline, a shadow or a border, its own or that of
    /// its row or field. axe does not look at this.</summary>
    private static async Task CheckFocusAsync(IPage page, string name, List<string> findings)
    {
        // From here on the browser shows the focus as for a keyboard.
        await page.Keyboard.PressAsync("Tab");
        var unseen = await page.EvaluateAsync<string[]>(
            """
            async () => {
              const looks = control => {
                const box = control.closest('label, .mud-checkbox, .mud-switch, .mud-radio');
                const around = [control, control.parentElement, control.closest('tr'), box];
                const field = control.closest('.mud-input-control');
                return [...around, ...(field?.querySelectorAll('*') ?? [])].filter(Boolean).map(e => {
                  const s = getComputedStyle(e);
                  const outline = s.outlineStyle === 'none' || s.outlineWidth === '0px' ? '' : s.outlineColor + s.outlineWidth;
                  const border = s.borderTopStyle === 'none' ? '' : s.borderTopColor + s.borderTopWidth;
                  return [outline, border, s.boxShadow].join();
                }).join('|');
              };
              const unseen = [];
              const controls = 'a[href], button:not(:disabled), input:not(:disabled), select, summary, [tabindex]';
              for (const control of document.querySelectorAll(controls)) {
                if (control.tabIndex < 0 || !control.checkVisibility({ visibilityProperty: true })) continue;
                document.activeElement?.blur();
                const before = looks(control);
                control.focus({ preventScroll: true });
                if (document.activeElement !== control) continue;
                for (const e of document.getAnimations()) if (e.effect.getComputedTiming().iterations !== Infinity) e.finish();
                if (looks(control) === before) unseen.push(control.outerHTML.slice(0, 160));
              }
              return unseen;
            }
            """
        );
        findings.AddRange(unseen.Select(control => $"{name}: the focus does not show: {control}"));
    }

    /// <summary>The page fits into the window, each table into its frame, and each column's name into its column.</summary>
    private static async Task CheckWidthAsync(IPage page, string name, List<string> findings) =>
        findings.AddRange(
            (
                await page.EvaluateAsync<string[]>(
                    """
                    () => [
                      ...(document.documentElement.scrollWidth > innerWidth ? ['wider than the window'] : []),
                      ...[...document.querySelectorAll('.mud-table-container, .ap-agents')]
                        .filter(box => box.checkVisibility({ contentVisibilityAuto: true }) && box.scrollWidth > box.clientWidth + 1)
                        .map(box => `a table of ${box.scrollWidth} px in ${box.clientWidth} px`),
                      ...[...document.querySelectorAll('main th')]
                        .filter(head => head.innerText.trim())
                        .filter(head => head.scrollWidth > head.clientWidth + (head.querySelector('.ap-col-grip') ? 5 : 1))
                        .map(head => `cut: ${head.textContent.trim()}`),
                    ]
                    """
                )
            ).Select(finding => $"{name}: {finding}")
        );

    private static async Task PictureAsync(IPage page, string name)
    {
        if (s_pictures is not null)
            await page.ScreenshotAsync(new() { Path = Path.Combine(s_pictures, $"{name}.png") });
    }
}
