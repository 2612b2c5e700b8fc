using AdminPortal.Components.Pages.Inventory;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Tests.Services.Agents;
using AdminPortal.Tests.Support;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Pages.Inventory;

public sealed class NumberPageTests : PageTest
{
    private const string Text = "+18005550000";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private NumberService Numbers => Portal.Get<NumberService>();

    [Fact]
    public async Task Page_OfAnAssignedNumber_ShowsHolderHistoryAndActions()
    {
        await Portal.AddNumbersAsync(1);
        var bolt = await Portal.AddBusinessAsync("Bolt Plumbing");
        var acme = await Portal.AddBusinessAsync();
        await Numbers.DoAsync(TestPortal.Admin, Text, new NumberCommand.Assign(bolt.Id), null, Cancel);
        await Numbers.DoAsync(TestPortal.Support, Text, new NumberCommand.Reassign(acme.Id, "sold"), null, Cancel);

        var page = Draw(Text);

        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll(".ap-event-row .ap-event").Count));
        Assert.Equal("+1 800 555 0000", page.Find("h1").TextContent);
        Assert.Contains("Assigned", page.Find(".mud-chip").TextContent);
        Assert.Equal($"businesses/{acme.Id}", page.Find(".ap-facts a").GetAttribute("href"));
        Assert.Contains("Added by hand", page.Find(".ap-facts").TextContent);
        page.WaitForAssertion(() =>
            Assert.Equal(["Acme Dental", "Bolt Plumbing"], page.FindAll("section table .ap-row-link").Select(a => a.TextContent))
        );
        Assert.Equal(
            ["Reassigned from Bolt Plumbing to Acme Dental", "Assigned to Bolt Plumbing", "Added"],
            page.FindAll(".ap-event").Select(e => e.TextContent)
        );
        Assert.Contains("“sold”", page.Find(".ap-event-row").TextContent);
        Assert.Equal(
            ["Reassign number", "Release number"],
            page.FindAll(".ap-number-actions button").Select(b => b.TextContent.Trim()).Where(t => t.Length > 0)
        );
    }

    [Fact]
    public async Task Page_OfAnAssignedNumber_ShowsTheHoldersAgent_Live()
    {
        await Portal.AddNumbersAsync(1);
        var (acme, agent) = await Portal.AddAgentAsync();
        await Numbers.DoAsync(TestPortal.Admin, Text, new NumberCommand.Assign(acme.Id), null, Cancel);
        await Portal.ReconcileAgentsAsync();

        var page = Draw(Text);

        page.WaitForAssertion(() => Assert.Equal("Active", page.Find(".ap-agent-name .ap-state").TextContent));
        Assert.Equal($"businesses/{acme.Id}#agent", page.Find(".ap-agent-name a").GetAttribute("href"));
        await Portal.Get<AgentService>().PauseAsync(TestPortal.Support, agent.Id, null, Cancel);
        page.WaitForAssertion(() => Assert.Equal("Paused", page.Find(".ap-agent-name .ap-state").TextContent));
        await Numbers.DoAsync(TestPortal.Support, Text, new NumberCommand.Release("closed"), null, Cancel);
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".ap-agent-name")));
    }

    [Fact]
    public async Task UndoRelease_WhileTheBusinessHasAnotherNumber_IsDisabledWithTheReason()
    {
        await Portal.AddNumbersAsync(2);
        var acme = await Portal.AddBusinessAsync();
        await Numbers.DoAsync(TestPortal.Admin, Text, new NumberCommand.Assign(acme.Id), null, Cancel);
        await Numbers.DoAsync(TestPortal.Support, Text, new NumberCommand.Release("closed"), null, Cancel);
        var page = Draw(Text);
        page.WaitForAssertion(() => Assert.False(Undo().HasAttribute("disabled")));

        await Numbers.DoAsync(TestPortal.Admin, "+18005550001", new NumberCommand.Assign(acme.Id), null, Cancel);

        page.WaitForAssertion(() => Assert.True(Undo().HasAttribute("disabled")));
        var why = page.Find($"#{Undo().GetAttribute("aria-describedby")}").TextContent;
        Assert.Contains("Acme Dental has +1 800 555 0001 now", why);
        await Numbers.DoAsync(TestPortal.Admin, "+18005550001", new NumberCommand.Release("closed"), null, Cancel);
        page.WaitForAssertion(() => Assert.False(Undo().HasAttribute("disabled")));

        AngleSharp.Dom.IElement Undo() => page.FindAll("button").Single(b => b.TextContent.Trim() == "Undo release");
    }

    [Fact]
    public async Task Event_Expanded_ShowsItsChanges()
    {
        await Portal.AddNumbersAsync(1);
        await Portal.Get<NumberService>().DoAsync(TestPortal.Support, Text, new NumberCommand.Note("VIP line"), null, Cancel);
        var page = Draw(Text);
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".ap-event-toggle").Count));

        await page.Find(".ap-event-toggle").ClickAsync();

        Assert.Equal("true", page.Find(".ap-event-toggle").GetAttribute("aria-expanded"));
        Assert.Equal(["VIP line"], page.FindAll(".ap-event-details td").Select(c => c.TextContent));
    }

    [Fact]
    public async Task Address_InAnotherNotation_BecomesE164()
    {
        await Portal.AddNumbersAsync(1);

        var page = Draw("(800) 555-0000");

        page.WaitForAssertion(() =>
            Assert.EndsWith("/admin/phone-inventory/+18005550000", Services.GetRequiredService<NavigationManager>().Uri)
        );
    }

    [Fact]
    public void Page_OfAnUnknownNumber_LinksToTheSearch()
    {
        var page = Draw("+18005559999");

        page.WaitForAssertion(() => Assert.Contains("+1 800 555 9999 is not in the inventory", page.Find("h1").TextContent));
        Assert.Contains(page.FindAll("a"), a => a.GetAttribute("href") == "admin/phone-inventory?q=%2B18005559999");
    }

    [Fact]
    public async Task Page_WhenAnotherReleasesTheNumber_UpdatesAndKeepsExpandedEvents()
    {
        await Portal.AddNumbersAsync(1);
        var acme = await Portal.AddBusinessAsync();
        await Numbers.DoAsync(TestPortal.Admin, Text, new NumberCommand.Assign(acme.Id, "welcome"), null, Cancel);
        var page = Draw(Text);
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".ap-event-toggle").Count));
        await page.Find(".ap-event-toggle").ClickAsync();

        await Numbers.DoAsync(TestPortal.Support, Text, new NumberCommand.Release("Contract ended"), null, Cancel);

        page.WaitForAssertion(() => Assert.Equal("Released from Acme Dental", page.Find(".ap-event").TextContent));
        Assert.Contains("Quarantined", page.Find(".mud-chip").TextContent);
        Assert.Contains("in 44 days", page.Find(".ap-facts").TextContent);
        Assert.Contains("welcome", page.FindAll(".ap-event-row")[1].QuerySelector(".ap-event-details")!.TextContent);
    }

    [Fact]
    public async Task Page_WhoseBusinessIsRenamed_ShowsTheNewName()
    {
        await Portal.AddNumbersAsync(1);
        var acme = await Portal.AddBusinessAsync();
        await Numbers.DoAsync(TestPortal.Admin, Text, new NumberCommand.Assign(acme.Id), null, Cancel);
        var page = Draw(Text);
        page.WaitForAssertion(() => Assert.Contains("Assigned to Acme Dental", page.Markup));

        await Portal.Get<BusinessService>().ChangeAsync(TestPortal.Admin, acme.Id, new BusinessChanges("Acme Group"), null, Cancel);

        page.WaitForAssertion(() => Assert.Contains("Assigned to Acme Group", page.Markup));
    }

    [Fact]
    public async Task Page_WithALongHistory_LoadsItInPages()
    {
        await Portal.AddNumbersAsync(1);
        for (var i = 0; i < 30; i++)
            await Portal.Get<NumberService>().DoAsync(TestPortal.Support, Text, new NumberCommand.Note($"Note {i}"), null, Cancel);
        var page = Draw(Text);
        page.WaitForAssertion(() => Assert.Equal(20, page.FindAll(".ap-event").Count));

        await page.FindAll("button").First(b => b.TextContent.Contains("Show older events")).ClickAsync();

        page.WaitForAssertion(() => Assert.Equal(31, page.FindAll(".ap-event").Count));
        Assert.Equal("Added", page.FindAll(".ap-event")[30].TextContent);
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.Contains("Show older events"));
    }

    [Fact]
    public async Task Note_EditedInPlace_IsSaved_AndOtherChangesAreNoConflict()
    {
        await Portal.AddNumbersAsync(1);
        var messages = Render<MudSnackbarProvider>();
        var page = Draw(Text);
        await StartAsync(page, "VIP line");
        await Numbers.DoAsync(TestPortal.Admin, Text, new NumberCommand.Deactivate("Noisy line"), null, Cancel);

        await page.InvokeAsync(() => page.Find("button[aria-label='Save the note of +1 800 555 0000']").Click());

        page.WaitForAssertion(() => Assert.Equal("VIP line", page.Find(".ap-inline-value").TextContent));
        await StartAsync(page, new string('x', 2001));
        await page.InvokeAsync(() => page.Find(".ap-inline-save").Click());
        page.WaitForAssertion(() => Assert.Contains("2000", page.Find(".ap-inline-problem").TextContent));
        await page.InvokeAsync(() => page.Find(".ap-inline-cancel").Click());
        Assert.Equal("VIP line", page.Find(".ap-inline-value").TextContent);

        await messages.InvokeAsync(() => messages.FindAll("button").Single(b => b.TextContent.Trim() == "Undo").ClickAsync());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".ap-inline-value")));
    }

    [Theory]
    [InlineData("Save note anyway", "Mine", false)]
    [InlineData("Cancel", "Theirs", true)]
    public async Task Note_ThatSomebodyElseChanged_ShowsBoth_AndLosesNothing(string decision, string saved, bool isStillOpen)
    {
        await Portal.AddNumbersAsync(1);
        var dialogs = DrawDialogs();
        var page = Draw(Text);
        await StartAsync(page, "Mine");
        await Numbers.DoAsync(TestPortal.Support, Text, new NumberCommand.Note("Theirs"), null, Cancel);

        var saving = page.InvokeAsync(() => page.Find(".ap-inline-save").Click());
        dialogs.WaitForAssertion(() => Assert.Contains("changed meanwhile", dialogs.Markup));
        Assert.Contains("Mine", dialogs.Find(".ap-action-yours").TextContent);
        await dialogs.InvokeAsync(() => dialogs.FindAll("button").Single(b => b.TextContent.Trim() == decision).ClickAsync());
        if (!isStillOpen)
            await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());
        await saving;

        page.WaitForAssertion(() => Assert.Equal(isStillOpen ? 1 : 0, page.FindAll(".ap-inline textarea").Count));
        if (isStillOpen)
            Assert.Equal("Mine", page.Find(".ap-inline textarea").GetAttribute("value"));
        Assert.Equal(saved, (await Portal.Get<InventoryService>().FindAsync(TestPortal.Admin, Text, Cancel)).Value!.Note);
    }

    [Fact]
    public async Task Note_ForAViewer_CannotBeEdited()
    {
        await Portal.AddNumbersAsync(1);
        await Numbers.DoAsync(TestPortal.Support, Text, new NumberCommand.Note("VIP line"), null, Cancel);
        await SignInAsync(PortalRole.Viewer);

        var page = Draw(Text);

        page.WaitForAssertion(() => Assert.Contains("VIP line", page.Find(".ap-number-note").TextContent));
        Assert.Empty(page.FindAll(".ap-inline-edit"));
    }

    [Fact]
    public async Task Page_DatabaseUnavailable_ShowsWhatToDo()
    {
        await Portal.BreakAsync("ALTER TABLE toll_free_numbers RENAME TO gone");

        var page = Draw(Text);

        page.WaitForAssertion(() => Assert.Contains("Cannot load the number", page.Markup));
        Assert.Contains(page.FindAll("button"), b => b.TextContent.Contains("Try again"));
    }

    private static async Task StartAsync(IRenderedComponent<NumberPage> page, string note)
    {
        page.WaitForElement(".ap-inline-edit");
        await page.InvokeAsync(() => page.Find(".ap-inline-edit").Click());
        await page.InvokeAsync(() => page.Find(".ap-inline textarea").Input(note));
    }

    private IRenderedComponent<NumberPage> Draw(string number)
    {
        DrawPopovers();
        return Render<NumberPage>(page => page.Add(p => p.Number, number));
    }
}
