using AdminPortal.Data.Entities;
using AdminPortal.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.Tests.Browser;

/// <summary>A user's own account in a browser.</summary>
public sealed class AccountTests
{
    private const string Email = "admin@example.com";

    [Fact]
    public async Task AuthenticatorApp_SetUp_IsRequiredAndAcceptsEachCodeOnce()
    {
        await using var session = await PortalBrowserSession.StartAsync(390, 844);
        var page = session.Page;
        await OpenAccountAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Set up authenticator app" }).ClickAsync();
        var key = await page.Locator(".ap-own-key").InnerTextAsync();

        await SendAsync(page, "Code", "000000", "Turn on");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This code does not match");
        await Expect(page.Locator(".ap-own-key")).ToHaveTextAsync(key);
        var now = DateTimeOffset.UtcNow;
        await SendAsync(page, "Code", TestCodes.At(key, now), "Turn on");
        var recovery = await page.Locator(".ap-recovery code").AllInnerTextsAsync();
        Assert.Equal(10, recovery.Count);

        // This session continues.
        await page.GetByRole(AriaRole.Link, new() { Name = "I have saved the codes" }).ClickAsync();
        await Expect(page.GetByText("10 recovery codes left.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Manage authenticator app" }).ClickAsync();
        await page.GetByLabel("Password or authenticator code").First.FillAsync(TestPeople.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create new recovery codes" }).ClickAsync();
        await Expect(page.Locator(".ap-recovery code")).ToHaveCountAsync(10);
        var old = recovery[0];
        recovery = await page.Locator(".ap-recovery code").AllInnerTextsAsync();

        // The app's next code: this one was used up by the setup.
        var next = TestCodes.At(key, now.AddSeconds(30));
        await SignOutAndGivePasswordAsync(page);
        await SendAsync(page, "Code", next, "Sign in");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Dashboard" })).ToBeVisibleAsync();

        await SignOutAndGivePasswordAsync(page);
        foreach (var spent in (string[])[next, old])
        {
            await SendAsync(page, "Code", spent, "Sign in");
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("already used");
        }

        await SendAsync(page, "Code", recovery[0], "Sign in");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Dashboard" })).ToBeVisibleAsync();
        await SignOutAndGivePasswordAsync(page);
        await SendAsync(page, "Code", recovery[0], "Sign in");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("already used");
        await SendAsync(page, "Code", recovery[1], "Sign in");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Dashboard" })).ToBeVisibleAsync();

        await OpenAccountAsync(page);
        await Expect(page.GetByText("8 recovery codes left.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Manage authenticator app" }).ClickAsync();
        await page.GetByLabel("Password or authenticator code").Last.FillAsync(TestPeople.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Turn off authenticator app" }).ClickAsync();
        await Expect(page.GetByText("Two-factor authentication is off.")).ToBeVisibleAsync();
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task Passkey_Added_SignsInWithoutPasswordAndCode_UntilItIsRemoved()
    {
        await using var session = await PortalBrowserSession.StartAsync();
        var page = session.Page;
        var (devtools, authenticator) = await AddAuthenticatorAsync(page);
        await OpenAccountAsync(page);
        await FollowAsync(page, "Add passkey");
        await SendAsync(page, "Name", "Work laptop", "Add passkey");
        await Expect(page.GetByText("Passkey added.")).ToBeVisibleAsync();
        await FollowAsync(page, "Rename or remove Work laptop");
        await SendAsync(page, "Name", "Old laptop", "Rename passkey");
        await Expect(page.Locator(".ap-own-passkey")).ToContainTextAsync("Old laptop");

        // The device already has one for this account.
        await FollowAsync(page, "Add passkey");
        await SendAsync(page, "Name", "Once more", "Add passkey");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("has a passkey for your account already");

        // The address field offers the passkey, and the user accepts it.
        await SignOutAsync(page, devtools, authenticator);
        await SetPresentAsync(devtools, authenticator, true);
        await page.GotoAsync("/account/login");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Dashboard" })).ToBeVisibleAsync();

        // So does the button, in a browser whose fields do not.
        await SignOutAsync(page, devtools, authenticator);
        await page.AddInitScriptAsync("PublicKeyCredential.isConditionalMediationAvailable = async () => false");
        await page.GotoAsync("/account/login");
        await SetPresentAsync(devtools, authenticator, true);
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" });
        await button.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Dashboard" })).ToBeVisibleAsync();

        await OpenAccountAsync(page);
        await FollowAsync(page, "Rename or remove Old laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove passkey" }).ClickAsync();
        await Expect(page.GetByText("Passkey removed.")).ToBeVisibleAsync();
        await SignOutAsync(page);
        await button.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This passkey did not work");
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task Password_ChangedByABusiness_WorksAtSignIn()
    {
        await using var session = await PortalBrowserSession.StartAsync(390, 844, ColorScheme.Dark, signedIn: false);
        await using (var portal = await session.OpenDatabaseAsync())
            await TestPeople.AddAsync(portal.Database, PortalRole.Business, (await portal.AddBusinessAsync()).Id, Email);
        var page = session.Page;
        await page.GotoAsync("/account");
        await GivePasswordAsync(page, TestPeople.Password);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Account", Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Change password" }).ClickAsync();

        // The navigation of a form works without a connection, and by keyboard.
        var menu = page.GetByRole(AriaRole.Button, new() { Name = "Open navigation" });
        var entry = page.GetByRole(AriaRole.Link, new() { Name = "My number" });
        await menu.PressAsync("Enter");
        await Expect(entry).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(entry).ToBeHiddenAsync();
        await Expect(menu).ToBeFocusedAsync();
        await menu.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Expect(entry).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your number" })).ToBeVisibleAsync();
        await page.GoBackAsync();

        await ChangeAsync("a wrong password");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This is not your current password.");
        await ChangeAsync(TestPeople.Password);
        await Expect(page.GetByText("Password changed.")).ToBeVisibleAsync();

        // This session continues, and no new sign-in is required.
        await page.GetByRole(AriaRole.Link, new() { Name = "Manage sessions" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere else" }).ClickAsync();
        await Expect(page.GetByText("You are signed out everywhere else.")).ToBeVisibleAsync();
        await page.GotoAsync("/account/login?returnUrl=%2Faccount");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Account", Exact = true })).ToBeVisibleAsync();

        await SignOutAsync(page);
        await GivePasswordAsync(page, TestPeople.Password);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Incorrect email or password");
        await page.GotoAsync("/account/login?returnUrl=%2Faccount");
        await GivePasswordAsync(page, "eight amber lanterns");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Account", Exact = true })).ToBeVisibleAsync();
        Assert.Empty(session.Complaints);

        async Task ChangeAsync(string present)
        {
            await page.GetByLabel("Current password").FillAsync(present);
            await SendAsync(page, "New password", "eight amber lanterns", "Change password");
        }
    }

    [Fact]
    public async Task Session_EndedInAnotherBrowser_ClosesItsOpenPage()
    {
        await using var session = await PortalBrowserSession.StartAsync(390, 844);
        var elsewhere = await (await session.NewContextAsync()).NewPageAsync();
        await PortalBrowserSession.SignInAsync(elsewhere, Email);
        await Expect(elsewhere.GetByRole(AriaRole.Heading, new() { Name = "Dashboard" })).ToBeVisibleAsync();
        await OpenAccountAsync(session.Page);
        await session.Page.GetByRole(AriaRole.Link, new() { Name = "Manage sessions" }).ClickAsync();
        await Expect(session.Page.GetByText("(this device)")).ToBeVisibleAsync();

        // The user was created with a session that belongs to no browser; the other browser's was used last.
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "End the session in Chrome on Linux" }).First.ClickAsync();
        await Expect(session.Page.GetByRole(AriaRole.Button, new() { Name = "End the session in Chrome on Linux" })).ToHaveCountAsync(0);

        await Expect(elsewhere.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await session.Page.ReloadAsync();
        await Expect(session.Page.GetByText("(this device)")).ToBeVisibleAsync();
    }

    /// <summary>Adds a virtual authenticator that always confirms.</summary>
    private static async Task<(ICDPSession DevTools, string Authenticator)> AddAuthenticatorAsync(IPage page)
    {
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        var added = await devtools.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new()
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2",
                    ["transport"] = "internal",
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = true,
                    ["isUserVerified"] = true,
                    ["automaticPresenceSimulation"] = true,
                },
            }
        );
        return (devtools, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    /// <summary>Signs out without the authenticator: one that always confirms would sign in again automatically.</summary>
    private static async Task SignOutAsync(IPage page, ICDPSession devtools, string authenticator)
    {
        await SetPresentAsync(devtools, authenticator, false);
        await page.GotoAsync("/account");
        await SignOutAsync(page);
    }

    private static async Task SetPresentAsync(ICDPSession devtools, string authenticator, bool present) =>
        await devtools.SendAsync(
            "WebAuthn.setAutomaticPresenceSimulation",
            new() { ["authenticatorId"] = authenticator, ["enabled"] = present }
        );

    private static async Task OpenAccountAsync(IPage page)
    {
        await OpenMenuAsync(page);
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Account", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Account", Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>Follows a link of the account page once it is live: while it is taken over, its links are drawn again.</summary>
    private static async Task FollowAsync(IPage page, string link)
    {
        await Expect(page.Locator(".ap-quick")).ToBeEnabledAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync();
    }

    private static async Task SignOutAsync(IPage page)
    {
        await OpenMenuAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    private static async Task OpenMenuAsync(IPage page)
    {
        // A click before the page is live has no effect.
        var item = page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true });
        for (var tries = 0; tries < 10 && !await item.IsVisibleAsync(); tries++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Account: " }).ClickAsync();
            try
            {
                await Expect(item).ToBeVisibleAsync(new() { Timeout = 3000 });
            }
            catch (PlaywrightException) when (tries < 9) { }
        }
    }

    private static async Task SignOutAndGivePasswordAsync(IPage page)
    {
        if (!page.Url.EndsWith('/'))
            await page.GotoAsync("/");
        await SignOutAsync(page);
        await GivePasswordAsync(page, TestPeople.Password);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Two-factor code" })).ToBeVisibleAsync();
    }

    private static async Task GivePasswordAsync(IPage page, string password)
    {
        await page.GetByLabel("E-mail").FillAsync(Email);
        await SendAsync(page, "Password", password, "Sign in");
    }

    private static async Task SendAsync(IPage page, string field, string value, string button)
    {
        await page.Locator("label.ap-account-field", new() { Has = page.GetByText(field, new() { Exact = true }) })
            .Locator("input")
            .FillAsync(value);
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
    }
}
