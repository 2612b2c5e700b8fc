using AdminPortal.Components.Pages.History;
using AdminPortal.Services;
using AdminPortal.Services.Numbers;
using AdminPortal.Tests.Support;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Pages.History;

public sealed class HistoryPageTests : PageTest
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Page_OfAnEmptyPortal_ExplainsTheHistory()
    {
        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("No events yet", page.Markup));
        Assert.Contains(page.FindAll("a"), a => a.GetAttribute("href") == "admin/phone-inventory");
    }

    [Fact]
    public async Task Page_ShowsEventsWithLinksAndOlderOnes()
    {
        await Portal.AddNumbersAsync(60);
        var acme = await Portal.AddBusinessAsync();
        await Portal.Get<NumberService>().DoAsync(TestPortal.Admin, "+18005550000", new NumberCommand.Assign(acme.Id), null, Cancel);

        var page = Draw();

        page.WaitForAssertion(() => Assert.Equal(50, page.FindAll(".ap-event").Count));
        Assert.Equal("Assigned +1 800 555 0000 to Acme Dental", page.Find(".ap-event").TextContent);
        Assert.Equal(
            ["admin/phone-inventory/+18005550000", $"businesses/{acme.Id}"],
            page.FindAll(".ap-event-row")[0].QuerySelectorAll("a").Select(a => a.GetAttribute("href"))
        );
        await page.FindAll("button").First(b => b.TextContent.Contains("Show older events")).ClickAsync();
        page.WaitForAssertion(() => Assert.Equal(62, page.FindAll(".ap-event").Count));
        Assert.Contains("Start of history", page.Markup);
    }

    [Fact]
    public async Task OldestFirst_ShowsNewerEventsOnRequest_AlsoThoseThatHappenMeanwhile()
    {
        await Portal.AddNumbersAsync(51);
        Navigation.NavigateTo("/history?sort=time&what=stock");
        var page = Draw();
        page.WaitForAssertion(() => Assert.Equal(50, page.FindAll(".ap-event").Count));
        Assert.Equal("Added +1 800 555 0000", page.Find(".ap-event").TextContent);

        await MoreAsync();
        page.WaitForAssertion(() => Assert.Equal(51, page.FindAll(".ap-event").Count));
        Assert.Contains("No newer events match", page.Markup);
        await Portal.AddNumbersAsync(1, from: 51);
        await MoreAsync();

        page.WaitForAssertion(() => Assert.Equal("Added +1 800 555 0051", page.FindAll(".ap-event")[^1].TextContent));
        await page.InvokeAsync(() => page.FindAll("button").Single(b => b.TextContent.Contains("Clear filters")).ClickAsync());
        page.WaitForAssertion(() => Assert.EndsWith("/history?sort=time", Navigation.Uri));

        async Task MoreAsync()
        {
            page.WaitForAssertion(() => Assert.Single(More()));
            await More()[0].ClickAsync();
        }

        List<AngleSharp.Dom.IElement> More() => [.. page.FindAll("button").Where(b => b.TextContent.Contains("Show newer events"))];
    }

    [Fact]
    public async Task Filters_InTheAddress_Apply()
    {
        await Portal.AddNumbersAsync(2);
        await Portal.Get<NumberService>().DoAsync(TestPortal.Support, "+18005550001", new NumberCommand.Note("VIP line"), null, Cancel);

        Assert.Equal(["Added a note on +1 800 555 0001 “VIP line”"], Shown("/history?who=support&what=notes"));
        Assert.Equal(
            ["Added a note on +1 800 555 0001 “VIP line”", "Added +1 800 555 0001"],
            Shown("/history?number=800-555-0001&time=today")
        );
        Assert.Equal(3, Shown("/history?time=7d").Count);

        IReadOnlyList<string> Shown(string address)
        {
            Navigation.NavigateTo(address);
            var page = Draw();
            page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".ap-event")));
            return [.. page.FindAll(".ap-event").Select(e => e.TextContent)];
        }
    }

    [Fact]
    public async Task Row_Clicked_OpensItsDetails_WithoutColumnsForWhatWasNotThere()
    {
        await Portal.AddNumbersAsync(1);
        var page = Draw();
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".ap-event")));
        Assert.Equal(["When", "Event", "By"], page.Find(".ap-event-head").Children.Select(c => c.TextContent));

        await page.InvokeAsync(() => page.Find("li.ap-event-row").ClickAsync());

        page.WaitForAssertion(() =>
            Assert.Equal(["Field", "Value"], page.FindAll(".ap-event-details thead th").Select(h => h.TextContent))
        );
        Assert.DoesNotContain("None", page.Find(".ap-event-details").TextContent);
        Assert.Equal("true", page.Find(".ap-event-toggle").GetAttribute("aria-expanded"));
        // A click on a link opens the link only, and one in the details leaves them open.
        await page.InvokeAsync(() => page.Find(".ap-event-toggle").ClickAsync());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".ap-event-details")));
    }

    [Fact]
    public async Task Change_ShowsBeforeAndAfter()
    {
        await Portal.AddNumbersAsync(1);
        var acme = await Portal.AddBusinessAsync();
        await Portal.Get<NumberService>().DoAsync(Me, "+18005550000", new NumberCommand.Assign(acme.Id), null, Cancel);
        Navigation.NavigateTo("/history?what=assignments");
        var page = Draw();
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".ap-event")));

        await page.InvokeAsync(() => page.Find("li.ap-event-row").ClickAsync());

        page.WaitForAssertion(() =>
            Assert.Equal(["Field", "Before", "After"], page.FindAll(".ap-event-details thead th").Select(h => h.TextContent))
        );
    }

    [Fact]
    public async Task PeopleOnly_Switched_IsInTheAddressAndInTheExport()
    {
        await Portal.AddNumbersAsync(1);
        await Portal.Get<NumberService>().DoAsync(Actor.System, "+18005550000", new NumberCommand.Note("VIP"), null, Cancel);
        var page = Draw();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".ap-event").Count));
        page.WaitForAssertion(() => Assert.EndsWith("history/export.csv?zone=America%2FChicago", ExportOf(page)));

        await page.InvokeAsync(() => page.Find(".ap-history-people input").ChangeAsync(true));

        page.WaitForAssertion(() => Assert.EndsWith("/history?people=true", Navigation.Uri));
        page = Draw();
        page.WaitForAssertion(() => Assert.Equal("Added +1 800 555 0000", Assert.Single(page.FindAll(".ap-event")).TextContent));
        page.WaitForAssertion(() => Assert.Contains("people=true", ExportOf(page)));

        static string ExportOf(IRenderedComponent<HistoryPage> page) => page.Find(".ap-head a").GetAttribute("href")!;
    }

    [Fact]
    public async Task Export_OfAView_IsAFileOfItsEvents()
    {
        var (portal, me) = await PagesApp.SignedInAsync(AdminPortal.Data.Entities.PortalRole.Support);
        await using var _ = portal;
        await portal.AskAsync("/health/live");
        await portal.Services.GetRequiredService<NumberService>().AddAsync(TestPortal.Admin, ["+18005550100"], Cancel);
        using var client = portal.Visit();

        using var file = await client.GetAsync("/history/export.csv?what=stock&time=this-month&zone=America/Chicago", Cancel);
        using var none = await client.GetAsync("/history/export.csv?what=releases", Cancel);

        Assert.Matches(@"^history-\d{4}-\d\d-\d\d\.csv$", file.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Contains("Added +1 800 555 0100", await file.Content.ReadAsStringAsync(Cancel));
        Assert.Single((await none.Content.ReadAsStringAsync(Cancel)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Who_Typed_UpdatesTheAddress()
    {
        await Portal.AddNumbersAsync(1);
        var page = Draw();
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".ap-event")));

        await page.Find(".ap-history-who input").InputAsync("jo smith");

        page.WaitForAssertion(() => Assert.EndsWith("/history?who=jo%20smith", Navigation.Uri));
    }

    [Fact]
    public async Task Page_WithoutMatchingEvents_LinksToAll()
    {
        await Portal.AddNumbersAsync(1);
        Navigation.NavigateTo("/history?what=releases");

        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("No events match these filters", page.Markup));
        await page.FindAll("button").First(b => b.TextContent.Contains("Show all events")).ClickAsync();
        Assert.EndsWith("/history", Navigation.Uri);
    }

    [Fact]
    public async Task Page_OnNewEvents_OffersThemWithoutMovingTheList()
    {
        await Portal.AddNumbersAsync(1);
        var page = Draw();
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".ap-event")));

        await Portal.AddNumbersAsync(2, from: 1);

        page.WaitForAssertion(() => Assert.Equal("Show 2 new events", page.Find(".ap-newer").TextContent.Trim()));
        Assert.Single(page.FindAll(".ap-event"));
        await page.Find(".ap-newer button").ClickAsync();
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll(".ap-event").Count));
        Assert.Empty(page.FindAll(".ap-newer"));
    }

    [Fact]
    public async Task Page_DatabaseUnavailable_ShowsWhatToDo()
    {
        await Portal.BreakAsync("ALTER TABLE audit_events RENAME TO gone");

        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("Cannot load the history", page.Markup));
        Assert.Contains(page.FindAll("button"), b => b.TextContent.Contains("Try again"));
    }

    private IRenderedComponent<HistoryPage> Draw()
    {
        DrawPopovers();
        return Render<HistoryPage>();
    }
}
