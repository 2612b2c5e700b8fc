using System.Text;
using AdminPortal.Components.Pages.Activity;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Import;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Supply;
using Bunit;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Pages.Activity;

public sealed class ActivityPageTests : PageTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Page_WithoutActivity_SaysWhatAppearsHere()
    {
        var page = Render<ActivityPage>();

        page.WaitForAssertion(() => Assert.Contains("No activity yet", page.Markup));
    }

    [Fact]
    public async Task Page_ListsImportsPurchasesAndBulkChanges_AndFollowsThem()
    {
        await ImportAsync("good.csv", "number\n+18005550100\n+18005550101\nnonsense\n");
        var page = Render<ActivityPage>();
        page.WaitForAssertion(() => Assert.Contains("Imported 2 numbers from good.csv", page.Markup));
        Assert.Contains("3 rows read, 1 rejected.", page.Markup);
        Assert.Single(page.FindAll("a[download]"));

        await DeactivateAllAsync("Carrier is leaving");

        page.WaitForAssertion(() => Assert.Contains("Deactivated 2 numbers", page.Markup));
        Assert.Contains("Reason: Carrier is leaving.", page.Markup);
        Assert.Contains(page.FindAll("button"), b => b.TextContent.Trim() == "Undo");
        var rows = page.FindAll("tbody tr strong").Select(t => t.TextContent);
        Assert.Equal(["Deactivated 2 numbers", "Imported 2 numbers from good.csv"], rows);
    }

    [Fact]
    public async Task Support_SeesBulkChanges_WithoutImportsAndWithoutTheUndoOfAdmins()
    {
        await ImportAsync("good.csv", "number\n+18005550100\n");
        await DeactivateAllAsync("Carrier is leaving");
        await SignInAsync(PortalRole.Support);

        var page = Render<ActivityPage>();

        page.WaitForAssertion(() => Assert.Contains("Deactivated 1 number", page.Markup));
        Assert.DoesNotContain("good.csv", page.Markup);
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.Trim() == "Undo");
    }

    [Fact]
    public async Task Purchase_IsOneLineForItsBasket()
    {
        var bought = await Portal.Get<PurchaseService>().BuyAsync(Me, new PurchaseRequest(null, Prefix: "888", Quantity: 2), Cancel);
        Assert.True(bought.IsDone, bought.ToString());

        var page = Render<ActivityPage>();

        page.WaitForAssertion(() => Assert.Contains("Ordered 2 numbers from", page.Markup));
        page.WaitForAssertion(() => Assert.Contains("2 bought.", page.Markup));
        Assert.Single(page.FindAll("tbody tr"));
    }

    private async Task ImportAsync(string name, string csv)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(csv));
        var options = new ImportOptions(ImportMode.Skip, false) { FileName = name };
        var imported = await Portal.Get<ImportService>().ImportAsync(Me, file, options, null, Cancel);
        Assert.True(imported.IsDone, imported.ToString());
    }

    private async Task DeactivateAllAsync(string reason)
    {
        var bulk = Portal.Get<BulkService>();
        var plan = (await bulk.PlanAsync(Me, NumberAction.Deactivate, NumberSelection.Of(new NumberFilter()), Cancel)).Value!;
        await bulk.CompletionOf((await bulk.StartAsync(Me, plan, reason, Cancel)).Value!.Id);
    }
}
