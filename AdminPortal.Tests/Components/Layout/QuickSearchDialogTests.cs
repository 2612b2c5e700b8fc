using AdminPortal.Components.Layout.Search;
using AdminPortal.Services.Numbers;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace AdminPortal.Tests.Components.Layout;

public sealed class QuickSearchDialogTests : PageTest
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public async Task Opened_ShowsThePages()
    {
        var dialog = await OpenAsync();

        Assert.Equal(Shortcuts.PagesOf(Me).Select(p => p.Name), dialog.FindAll("[role=option] .ap-quick-name").Select(n => n.TextContent));
    }

    [Fact]
    public async Task Typed_FindsBusinesses_AndArrowsAndEnterOpenOne()
    {
        await Portal.AddBusinessAsync("Alder Dental");
        var second = await Portal.AddBusinessAsync("Birch Dental");
        var dialog = await OpenAsync();

        await dialog.Find("input").InputAsync("dental");
        dialog.WaitForAssertion(() => Assert.Equal(2, dialog.FindAll("[role=option]").Count));
        await dialog.Find("input").KeyDownAsync("ArrowDown");
        Assert.Equal("Birch Dental", dialog.Find("[role=option][aria-selected=true] .ap-quick-name").TextContent);
        Assert.Equal(dialog.Find("[role=option][aria-selected=true]").Id, dialog.Find("input").GetAttribute("aria-activedescendant"));
        await dialog.Find("input").KeyDownAsync("Enter");

        Assert.EndsWith($"/businesses/{second.Id}", Navigation.Uri);
    }

    [Fact]
    public async Task Enter_BeforeTheResults_OpensTheFirstOne()
    {
        var business = await Portal.AddBusinessAsync("Alder Dental");
        var dialog = await OpenAsync();

        var typed = dialog.Find("input").InputAsync("alder");
        await dialog.Find("input").KeyDownAsync("Enter");
        await typed;

        dialog.WaitForAssertion(() => Assert.EndsWith($"/businesses/{business.Id}", Navigation.Uri));
    }

    [Fact]
    public async Task Typed_AnActionAndANumber_OffersTheAction()
    {
        var number = (await Portal.AddNumbersAsync(2))[0];
        var business = await Portal.AddBusinessAsync("Alder Dental");
        await Portal
            .Get<NumberService>()
            .DoAsync(Me, number, new NumberCommand.Assign(business.Id), null, Xunit.TestContext.Current.CancellationToken);
        var dialog = await OpenAsync();

        await dialog.Find("input").InputAsync("release alder");
        dialog.WaitForAssertion(() =>
            Assert.Equal(["Release +1 800 555 0000"], dialog.FindAll("[role=option] .ap-quick-name").Select(n => n.TextContent))
        );
        await dialog.Find("input").InputAsync("release 5550001");
        dialog.WaitForAssertion(() => Assert.Contains("No results", dialog.Markup));
        await dialog.Find("input").InputAsync("release 5550000");
        dialog.WaitForAssertion(() => Assert.NotEmpty(dialog.FindAll("[role=option]")));
        // Not awaited: it ends with the dialog that it opens.
        _ = dialog.Find("input").KeyDownAsync("Enter");

        dialog.WaitForAssertion(() => Assert.Contains("Alder Dental", dialog.Find(".mud-dialog").TextContent));
        Assert.Contains("Release number", dialog.Find(".mud-dialog-actions").TextContent);
    }

    [Fact]
    public async Task Typed_ManyMatches_LinksToAllOfThem()
    {
        await Portal.AddNumbersAsync(8);
        var dialog = await OpenAsync();

        await dialog.Find("input").InputAsync("55500");
        dialog.WaitForAssertion(() => Assert.Contains("All numbers with “55500”", dialog.Markup));
        await dialog.FindAll("[role=option]").Single(o => o.TextContent.Contains("All numbers")).ClickAsync();

        Assert.EndsWith("/admin/phone-inventory?q=55500", Navigation.Uri);
    }

    [Fact]
    public async Task Typed_WithoutMatches_ShowsAMessage()
    {
        var dialog = await OpenAsync();

        await dialog.Find("input").InputAsync("zebra crossing");

        dialog.WaitForAssertion(() => Assert.Contains("zebra crossing", dialog.Find("[role=status]").TextContent));
    }

    [Fact]
    public async Task Typed_DatabaseUnavailable_ShowsWhatToDo()
    {
        var dialog = await OpenAsync();
        await Portal.BreakAsync("ALTER TABLE businesses RENAME TO gone");

        await dialog.Find("input").InputAsync("dental");

        dialog.WaitForAssertion(() => Assert.Contains("did not respond", dialog.Find("[role=alert]").TextContent));
    }

    private async Task<IRenderedComponent<MudDialogProvider>> OpenAsync()
    {
        var dialogs = DrawDialogs();
        await dialogs.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowAsync<QuickSearchDialog>("Find"));
        dialogs.WaitForAssertion(() => dialogs.Find("input"));
        return dialogs;
    }
}
