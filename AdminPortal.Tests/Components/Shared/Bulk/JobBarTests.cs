using AdminPortal.Components.Shared.Bulk;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Bunit;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Shared.Bulk;

public sealed class JobBarTests : PageTest
{
    private static readonly NumberSelection s_all = NumberSelection.Of(new NumberFilter());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bar_DuringAChange_FollowsItToItsEnd()
    {
        await Portal.AddNumbersAsync(600);
        var bulk = Portal.Get<BulkService>();
        var plan = (await bulk.PlanAsync(Me, NumberAction.Deactivate, s_all, Cancel)).Value!;
        var bar = Render<JobBar>();
        Assert.Empty(bar.FindAll("section"));

        Assert.True((await bulk.StartAsync(Me, plan, "Carrier is leaving", Cancel)).IsDone);

        bar.WaitForAssertion(() => Assert.Contains("Deactivated 600 numbers", bar.Markup));
    }

    [Fact]
    public async Task Bar_WithSkippedNumbers_SaysSoAndOffersTheList()
    {
        var numbers = await Portal.AddNumbersAsync(3);
        await GiveAsync(3);
        var bulk = Portal.Get<BulkService>();
        var plan = (await bulk.PlanAsync(Me, NumberAction.Release, s_all, Cancel)).Value!;
        await Portal.Get<NumberService>().DoAsync(TestPortal.Admin, numbers[0], new NumberCommand.Release("Closed"), null, Cancel);
        var id = (await bulk.StartAsync(Me, plan, "Campaign is over", Cancel)).Value!.Id;
        await bulk.CompletionOf(id);

        var bar = Render<JobBar>();

        bar.WaitForAssertion(() => Assert.Contains("Released 2 numbers", bar.Markup));
        Assert.Contains("1 skipped; see the list.", bar.Markup);
        Assert.Equal($"bulk/{id}.csv", bar.Find("a[download]").GetAttribute("href"));
        await bar.InvokeAsync(() => bar.Find("button[aria-label='Close this result']").Click());
        bar.WaitForAssertion(() => Assert.Empty(bar.FindAll("section")));
    }

    [Fact]
    public async Task Undo_InTwoClicks_ReturnsTheNumbers()
    {
        await Portal.AddNumbersAsync(4);
        await GiveAsync(4);
        var bulk = Portal.Get<BulkService>();
        var plan = (await bulk.PlanAsync(Me, NumberAction.Release, s_all, Cancel)).Value!;
        await bulk.CompletionOf((await bulk.StartAsync(Me, plan, "Wrong list", Cancel)).Value!.Id);
        var dialogs = DrawDialogs();
        var bar = Render<JobBar>();
        bar.WaitForAssertion(() => Assert.Contains("Released 4 numbers", bar.Markup));

        await bar.InvokeAsync(() => bar.FindAll("button").Single(b => b.TextContent.Trim() == "Undo").Click());
        dialogs.WaitForAssertion(() => Assert.Contains("4 numbers will change", dialogs.Markup));
        Assert.Empty(dialogs.FindAll(".mud-dialog input"));
        await dialogs.InvokeAsync(() => dialogs.Find("form").Submit());

        bar.WaitForAssertion(() => Assert.Contains("Returned 4 numbers", bar.Markup));
        bar.WaitForAssertion(() => Assert.DoesNotContain(bar.FindAll("button"), b => b.TextContent.Trim() == "Undo"));
        await Portal.AssertSoundAsync();
    }

    private async Task GiveAsync(int businesses)
    {
        foreach (var business in await Portal.AddBusinessesAsync(businesses))
            Assert.True((await Portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel)).IsDone);
    }
}
