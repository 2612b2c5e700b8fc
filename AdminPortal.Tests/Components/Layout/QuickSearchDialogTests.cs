using AdminPortal.Components.Layout.Search;
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
