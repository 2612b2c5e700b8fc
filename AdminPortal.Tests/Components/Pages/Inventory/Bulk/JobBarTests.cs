using AdminPortal.Components.Pages.Inventory.Bulk;
using AdminPortal.Data;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using Bunit;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Pages.Inventory.Bulk;

public sealed class JobBarTests : PageTest
{
    [Fact]
    public async Task Job_EndingWhileItsProgressIsRendered_IsShownAsDone()
    {
        await Portal.AddNumbersAsync(3);
        var bulk = Portal.Get<BulkNumberService>();
        var plan = (
            await bulk.PlanAsync(Me, NumberAction.Deactivate, NumberSelection.Of(new NumberFilter()), TestContext.Current.CancellationToken)
        ).Value!;
        var turn = await Portal.Get<WriteGate>().EnterAsync(TestContext.Current.CancellationToken);
        var job = bulk.Start(Me, plan, "Carrier is leaving").Value!;
        var bar = Render<JobBar>();
        bar.WaitForAssertion(() => Assert.Contains("0 of 3", bar.Markup));
        var isDrawn = 0;
        bar.OnAfterRender += (_, _) =>
        {
            // On the page's own thread, so that the page next finds the job at its end.
            if (Interlocked.Exchange(ref isDrawn, 1) != 0)
                return;
            turn.Dispose();
            job.Completion.Wait(TimeSpan.FromSeconds(30));
        };

        bar.WaitForAssertion(() => Assert.Contains("Deactivated 3 numbers", bar.Markup));
    }
}
