using AdminPortal.Components.Pages.Inventory;
using AdminPortal.Components.Shared.Dialogs;
using AdminPortal.Services.Inventory;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Pages.Inventory;

/// <summary>Adding numbers that somebody types or pastes.</summary>
public sealed class AddNumbersDialogTests : PageTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_InAnyNotation_ShowsWhatIsNewDuplicateAndInvalidBeforeItIsAdded()
    {
        await Portal.AddNumbersAsync(1);
        var dialogs = await OpenAsync();

        Type(dialogs, "(888) 356-9377; 1-888-356-9378, nonsense\n+18005550000");

        dialogs.WaitForAssertion(() => Assert.Contains("2 new numbers", dialogs.Markup));
        Assert.Contains("1 duplicate", dialogs.Markup);
        Assert.Contains("1 invalid entry", dialogs.Markup);
        Assert.Contains("nonsense", dialogs.Find(".ap-add-faults").TextContent);
        Assert.Equal(1, (await SummaryAsync()).Total.Total);
        dialogs.Find(".mud-dialog form").Submit();
        // What is invalid stays, to be corrected.
        dialogs.WaitForAssertion(() => Assert.Contains("nonsense", dialogs.Find("textarea").GetAttribute("value")));
        Assert.Equal(3, (await SummaryAsync()).Total.Total);
    }

    [Fact]
    public async Task List_WithoutFaults_IsAddedAndCloses()
    {
        var dialogs = await OpenAsync();
        Type(dialogs, "8883569377");
        dialogs.WaitForAssertion(() => Assert.Contains("1 new number", dialogs.Markup));

        dialogs.Find(".mud-dialog form").Submit();

        dialogs.WaitForAssertion(() => Assert.Empty(dialogs.FindAll(".mud-dialog")));
        Assert.Equal(1, (await SummaryAsync()).Total.Available);
    }

    [Fact]
    public async Task List_TooLong_AsksForAFile()
    {
        var dialogs = await OpenAsync();

        Type(dialogs, string.Join('\n', Enumerable.Range(0, 1001).Select(i => $"+1888356{i:0000}")));

        dialogs.WaitForAssertion(() => Assert.Contains("import a file for more", dialogs.Markup));
    }

    private async Task<IRenderedComponent<MudDialogProvider>> OpenAsync()
    {
        var dialogs = DrawDialogs();
        await dialogs.InvokeAsync(() =>
            Services.GetRequiredService<IDialogService>().ShowAsync<AddNumbersDialog>("Add numbers", PortalDialog.Wide)
        );
        dialogs.WaitForAssertion(() => Assert.NotEmpty(dialogs.FindAll("textarea")));
        return dialogs;
    }

    private static void Type(IRenderedComponent<MudDialogProvider> dialogs, string text) => dialogs.Find("textarea").Input(text);

    private async Task<InventorySummary> SummaryAsync() => (await Portal.Get<InventoryService>().SummaryAsync(Me, Cancel)).Value!;
}
