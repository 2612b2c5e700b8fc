using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.Tests.Browser;

/// <summary>The inventory in a browser.</summary>
public sealed partial class InventoryGridTests
{
    private const int Million = 1_000_000;

    [Fact]
    public async Task Grid_OfAMillionNumbers_HasNoBlankRowsWhereverScrollingStops()
    {
        await using var session = await PortalBrowserSession.StartAsync(csv: Numbers(Million));
        var page = session.Page;
        await page.GotoAsync("/admin/phone-inventory");
        await Expect(page.Locator(".ap-matches")).ToHaveTextAsync("1,000,000 numbers");
        var list = page.Locator(".mud-table-container");

        foreach (var share in (double[])[0.5, 0.13, 0.87, 0.001])
        {
            await list.EvaluateAsync("(l, share) => l.scrollTop = share * l.scrollHeight", share);
            await ExpectFullAsync(page);
        }

        await list.EvaluateAsync("l => l.scrollTop = l.scrollHeight");
        await Expect(page.Locator("tbody .ap-row-link", new() { HasText = Shown(Million - 1) })).ToBeInViewportAsync();
        await ExpectFullAsync(page);
        for (var step = 0; step < 30; step++)
            await list.EvaluateAsync("l => l.scrollTop -= 400");
        await ExpectFullAsync(page);

        // A rare part of a number is found while typing.
        await page.GetByLabel("Search numbers").FillAsync("651-2345");
        await Expect(page.Locator(".ap-matches")).Not.ToHaveTextAsync("1,000,000 numbers");
        await Expect(page.Locator("tbody .ap-row-link").First).ToContainTextAsync("651 2345");
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task Selection_OfAllMatches_IsDeactivatedAfterAPreviewAndListed()
    {
        await using var session = await PortalBrowserSession.StartAsync(csv: Numbers(1500));
        var page = session.Page;
        await page.GotoAsync("/admin/phone-inventory?status=available&q=55501");
        await Expect(page.Locator(".ap-matches")).ToHaveTextAsync("100 numbers");

        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Select all 100 that match" }).ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Select +1 800 555 0100" }).ClickAsync();
        await Expect(page.GetByText("99 numbers selected")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Deactivate", Exact = true }).ClickAsync();
        await Expect(page.GetByText("99 numbers will change.")).ToBeVisibleAsync();
        await page.GetByLabel("Reason").FillAsync("Carrier is leaving");
        await page.GetByRole(AriaRole.Button, new() { Name = "Deactivate 99 numbers" }).ClickAsync();
        await Expect(page.GetByText("Deactivated 99 numbers")).ToBeVisibleAsync();

        // The list behind it follows, and the result can be downloaded.
        await Expect(page.Locator(".ap-matches")).ToHaveTextAsync("1 number");
        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = "Download list" }).ClickAsync()
        );
        Assert.Equal(100, (await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken)).Length);
        await page.ReloadAsync();
        await Expect(page.GetByText("Deactivated 99 numbers")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close this result" }).ClickAsync();

        var export = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = "Export 1 number as CSV" }).ClickAsync()
        );
        Assert.Contains("+18005550100", await File.ReadAllTextAsync(await export.PathAsync(), TestContext.Current.CancellationToken));
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task Filters_AndSort_SurviveReloadAndBack()
    {
        await using var session = await PortalBrowserSession.StartAsync(csv: Numbers(300));
        var page = session.Page;
        await page.GotoAsync("/admin/phone-inventory");
        var first = page.Locator("tbody .ap-row-link").First;

        await Expect(first).ToHaveTextAsync(Shown(0));
        await page.Locator(".ap-count", new() { HasText = "Available" }).ClickAsync();
        await Expect(page.Locator(".ap-count[aria-current]")).ToContainTextAsync("Available");
        await page.GetByRole(AriaRole.Button, new() { Name = "Number, sorted ascending" }).ClickAsync();
        await Expect(first).ToHaveTextAsync(Shown(299));
        await Expect(page).ToHaveURLAsync(SortedAvailable());
        await page.ReloadAsync();
        await Expect(first).ToHaveTextAsync(Shown(299));
        await page.GoBackAsync();
        await Expect(first).ToHaveTextAsync(Shown(0));

        // A saved view outlives the page, including its columns.
        await page.GoForwardAsync();
        await Expect(first).ToHaveTextAsync(Shown(299));
        await page.GetByRole(AriaRole.Button, new() { Name = "Columns" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByText("Created", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator("th.ap-col-created")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save view" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("Free, from the end");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Save view" }).ClickAsync();
        await Expect(page.GetByText("Saved the view “Free, from the end”")).ToBeVisibleAsync();
        await page.GotoAsync("/admin/phone-inventory");
        await Expect(first).ToHaveTextAsync(Shown(0));
        await Expect(page.Locator("th.ap-col-created")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Free, from the end", Exact = true }).ClickAsync();
        await Expect(first).ToHaveTextAsync(Shown(299));
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task Columns_MovedAndResized_AreInTheFirstRenderingOfTheNextVisit()
    {
        await using var session = await PortalBrowserSession.StartAsync(csv: Numbers(300));
        var page = session.Page;
        await page.GotoAsync("/admin/phone-inventory");
        await Expect(page.Locator("tbody .ap-row-link").First).ToHaveTextAsync(Shown(0));

        // The button keeps the focus while its column moves.
        await page.GetByRole(AriaRole.Button, new() { Name = "Columns" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Move Business up" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Move Business down" })).ToBeFocusedAsync();
        await page.GetByText("Compact rows").ClickAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("tbody tr:has(.ap-row-link)").First).ToHaveCSSAsync("height", "28px");

        var status = page.Locator("th.ap-col-status");
        var edge = (await status.Locator(".ap-col-grip").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(edge.X + 4, edge.Y + 10);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(edge.X + 34, edge.Y + 10);
        await page.Mouse.MoveAsync(edge.X + 64, edge.Y + 10);
        await page.Mouse.UpAsync();
        await Expect(status).ToHaveCSSAsync("width", "200px");
        await page.Locator("tbody .ap-row-link").First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Locator("tbody .ap-row-link").Nth(1)).ToBeFocusedAsync();

        var first = "";
        await page.UntilAsync("() => document.querySelector('th.ap-col-status').style.cssText.includes('200px')");
        for (var i = 0; i < 100 && !first.Contains("--ap-width: 200px", StringComparison.Ordinal); i++)
            first = await (await page.APIRequest.GetAsync("/admin/phone-inventory")).TextAsync();
        Assert.Contains("--ap-width: 200px", first, StringComparison.Ordinal);
        Assert.True(
            first.IndexOf("ap-col-business", StringComparison.Ordinal) < first.IndexOf("ap-col-status", StringComparison.Ordinal),
            "The business is not before the status."
        );
        Assert.Contains("data-row-height=\"28\"", first, StringComparison.Ordinal);
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task Rows_CanBeSelectedAndOpenedByKeyboard()
    {
        await using var session = await PortalBrowserSession.StartAsync(csv: Numbers(40));
        var page = session.Page;
        await page.GotoAsync("/admin/phone-inventory");
        var rows = page.Locator("tbody .ap-row-link");
        await Expect(rows.First).ToHaveTextAsync(Shown(0));

        await rows.First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(rows.Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync(" ");
        await Expect(page.GetByText("1 number selected")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Shift+ArrowDown");
        await Expect(page.GetByText("2 numbers selected")).ToBeVisibleAsync();
        await Expect(rows.Nth(2)).ToBeFocusedAsync();

        // The note is edited in its row: Esc leaves, Enter saves, and the row has the focus again.
        await page.Keyboard.PressAsync("F2");
        await Expect(page.Locator(".ap-inline textarea")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Wrong");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".ap-inline textarea")).ToHaveCountAsync(0);
        await Expect(rows.Nth(2)).ToBeFocusedAsync();
        await page.Locator("tbody tr").Filter(new() { HasText = Shown(2) }).Locator("[data-inline]").DblClickAsync();
        await Expect(page.Locator(".ap-inline textarea")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("VIP line");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".ap-inline-value")).ToHaveTextAsync("VIP line");
        await Expect(rows.Nth(2)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(page).ToHaveURLAsync(SecondNumber());
    }

    [Fact]
    public async Task Keyboard_ReachesEveryRow_AndExtendsASelectionWithoutGaps()
    {
        await using var session = await PortalBrowserSession.StartAsync(csv: Numbers(2000));
        var page = session.Page;
        await page.GotoAsync("/admin/phone-inventory");
        await Expect(page.Locator(".ap-matches")).ToHaveTextAsync("2,000 numbers");
        var rows = page.Locator("tbody .ap-row-link");
        await rows.First.FocusAsync();

        // Keys that repeat as fast as a keyboard sends them, past the rows that are rendered.
        for (var i = 0; i < 60; i++)
            await page.Keyboard.PressAsync("ArrowDown");
        await Expect(Row(60)).ToBeFocusedAsync();
        for (var i = 0; i < 40; i++)
            await page.Keyboard.PressAsync("Shift+ArrowDown");
        await Expect(Row(100)).ToBeFocusedAsync();
        await Expect(page.GetByText("41 numbers selected")).ToBeVisibleAsync();
        for (var i = 0; i < 10; i++)
            await page.Keyboard.PressAsync("Shift+ArrowUp");
        await Expect(page.GetByText("31 numbers selected")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(Row(1999)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("PageUp");
        await Expect(Row(1999)).Not.ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Home");
        await Expect(Row(0)).ToBeFocusedAsync();
        await Expect(page.GetByText("31 numbers selected")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByText("numbers selected")).ToHaveCountAsync(0);

        // The list is one Tab stop, however long it is, and the active row shows where the keyboard is.
        Assert.Equal(1, await page.Locator("tbody .ap-row-link[tabindex='0']").CountAsync());
        Assert.Equal("solid", await Row(0).EvaluateAsync<string>("link => getComputedStyle(link.closest('tr')).outlineStyle"));

        // Going back shows the rows that were left.
        for (var i = 0; i < 5; i++)
            await page.Keyboard.PressAsync("PageDown");
        await page.UntilAsync("() => document.activeElement.matches('.ap-row-link')");
        var left = await page.EvaluateAsync<string>("document.activeElement.textContent");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".ap-event-row").First).ToBeVisibleAsync();
        await page.GoBackAsync();
        await Expect(page.Locator("tbody .ap-row-link[tabindex='0']")).ToHaveTextAsync(left);
        await Expect(page.Locator("tbody .ap-row-link[tabindex='0']")).ToBeInViewportAsync();
        Assert.Empty(session.Complaints);

        ILocator Row(int number) => page.Locator("tbody .ap-row-link", new() { HasText = Shown(number) });
    }

    /// <summary>Every visible row shows a number, and the rows fill the list.</summary>
    private static async Task ExpectFullAsync(IPage page) =>
        await page.UntilAsync(
            """
            () => {
              const list = document.querySelector('.mud-table-container');
              const box = list.getBoundingClientRect();
              const top = box.top + list.querySelector('thead').getBoundingClientRect().height;
              const links = [...list.querySelectorAll('tbody .ap-row-link')].map(l => l.closest('tr').getBoundingClientRect());
              for (let y = top + 18; y < box.bottom - 18; y += 36)
                if (!links.some(r => r.top <= y && y <= r.bottom)) return false;
              return true;
            }
            """
        );

    private static string Numbers(int count)
    {
        var text = new StringBuilder("number\n");
        for (var i = 0; i < count; i++)
            text.Append(Number(i)).Append('\n');
        return text.ToString();
    }

    /// <summary>The numbers from +1 800 555 0000 on, in order.</summary>
    private static string Number(int i) => string.Create(CultureInfo.InvariantCulture, $"+1800{5_550_000 + i}");

    private static string Shown(int i) => Number(i) is var n ? $"+1 {n[2..5]} {n[5..8]} {n[8..]}" : "";

    [GeneratedRegex("status=available&sort=-number|sort=-number&status=available")]
    private static partial Regex SortedAvailable();

    [GeneratedRegex(@"/admin/phone-inventory/\+18005550002$")]
    private static partial Regex SecondNumber();
}
