using System.Text;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.History;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Bulk;

public sealed class BulkNumberServiceTests(PostgresCluster cluster)
{
    private static readonly NumberSelection s_all = NumberSelection.Of(new NumberFilter());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Plan_OfMixedNumbers_ListsChangesAndBusinessesThatLoseANumber(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var numbers = await portal.AddNumbersAsync(12);
        await GiveAsync(portal, 7);
        await portal.Get<NumberService>().DoAsync(TestPortal.Admin, numbers[0], new NumberCommand.Release("Closed"), null, Cancel);

        var plan = (await portal.Get<BulkNumberService>().PlanAsync(TestPortal.Support, NumberAction.Release, s_all, Cancel)).Value!;

        Assert.Equal(6, plan.Changing);
        Assert.Equal((5L, 1L), (plan.States[NumberStatus.Available], plan.States[NumberStatus.Quarantined]));
        Assert.Equal(numbers.Skip(1).Take(5), plan.Businesses.Select(b => b.Number));
        Assert.Equal(Enumerable.Range(1, 5).Select(i => $"Business {i:0000}"), plan.Businesses.Select(b => b.Name));
    }

    [Theory, OnEachDatabase]
    public async Task Plan_OfAllExceptSome_ExcludesThem(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var numbers = await portal.AddNumbersAsync(10);

        var allBut = await PlanAsync(portal, NumberAction.Deactivate, new(new NumberFilter(), [numbers[2], numbers[9]]));
        var chosen = await PlanAsync(portal, NumberAction.Deactivate, new(null, [numbers[2], numbers[9], "+18009999999"]));

        Assert.Equal((8, 0), (allBut.Changing, allBut.Gone));
        Assert.Equal((2, 1), (chosen.Changing, chosen.Gone));
    }

    [Theory, OnEachDatabase]
    public async Task Release_OfMany_WritesLedgerAndAuditLikeTheSingleAction(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var numbers = await portal.AddNumbersAsync(260);
        await GiveAsync(portal, 251);
        await portal
            .Get<NumberService>()
            .DoAsync(TestPortal.Admin, numbers[250], new NumberCommand.Release("Campaign ended"), null, Cancel);

        var job = await DoAsync(portal, NumberAction.Release, s_all, "Campaign ended");

        Assert.Equal((BulkState.Finished, 250, 0), (job.State, job.Changed, job.Skipped));
        var history = portal.Get<HistoryService>();
        var single = (await history.OfNumberAsync(TestPortal.Admin, numbers[250], Cancel)).Value!;
        foreach (var number in (string[])[numbers[0], numbers[249]])
        {
            var many = (await history.OfNumberAsync(TestPortal.Admin, number, Cancel)).Value!;
            Assert.Equal(
                single.Events.Select(e => (e.Action, e.Actor, e.Reason, e.RowVersion)),
                many.Events.Select(e => (e.Action, e.Actor, e.Reason, e.RowVersion))
            );
            Assert.Equal(single.Ledger.Select(l => (l.EndedBy, l.EndReason)), many.Ledger.Select(l => (l.EndedBy, l.EndReason)));
        }

        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task EveryAction_OnNumbersThatAllowIt_ChangesThem(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(30);
        await GiveAsync(portal, 30);

        Assert.Equal(30, (await DoAsync(portal, NumberAction.Release, s_all)).Changed);
        Assert.Equal(30, (await DoAsync(portal, NumberAction.EndQuarantine, s_all)).Changed);
        Assert.Equal(30, (await DoAsync(portal, NumberAction.Deactivate, s_all)).Changed);
        Assert.Equal(
            30,
            (await DoAsync(portal, NumberAction.Activate, NumberSelection.Of(new NumberFilter(NumberStatus.Inactive)))).Changed
        );

        Assert.Equal(30, (await portal.Get<InventoryService>().CountAsync(TestPortal.Admin, new(NumberStatus.Available), Cancel)).Value);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Number_ChangedSinceThePlan_IsSkippedAndListed(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var numbers = await portal.AddNumbersAsync(5);
        var plan = await PlanAsync(portal, NumberAction.Deactivate, s_all);
        await GiveAsync(portal, 1);
        await portal.Get<NumberService>().DoAsync(TestPortal.Support, numbers[1], new NumberCommand.Note("Keep"), null, Cancel);
        await portal.Get<NumberService>().DoAsync(TestPortal.Admin, numbers[2], new NumberCommand.Delete(), null, Cancel);

        var job = portal.Get<BulkNumberService>().Start(TestPortal.Admin, plan, "Unused").Value!;
        await job.Completion;

        Assert.Equal((BulkState.Finished, 2, 3, 5), (job.State, job.Changed, job.Skipped, job.Looked));
        using var file = new MemoryStream();
        await BulkResult.WriteAsync(job, file);
        var lines = Encoding.UTF8.GetString(file.ToArray()).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            [
                "number,result,detail",
                $"{numbers[0]},skipped,Changed meanwhile: it is assigned to Business 0000",
                $"{numbers[1]},skipped,Changed meanwhile: it is available",
                $"{numbers[2]},skipped,No longer in the inventory",
                $"{numbers[3]},changed,",
                $"{numbers[4]},changed,",
            ],
            lines.Select(l => l.Replace("'", "").Replace("\"", ""))
        );
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task TwoPortals_WithTheSameAction_ChangeEachNumberOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        await portal.AddNumbersAsync(400);
        await GiveAsync(portal, 400);
        var plans = (One: await PlanAsync(portal, NumberAction.Release, s_all), Other: await PlanAsync(other, NumberAction.Release, s_all));

        var one = portal.Get<BulkNumberService>().Start(TestPortal.Admin, plans.One, "Closed").Value!;
        var two = other.Get<BulkNumberService>().Start(TestPortal.Support, plans.Other, "Closed").Value!;
        await Task.WhenAll(one.Completion, two.Completion);

        Assert.Equal((BulkState.Finished, BulkState.Finished), (one.State, two.State));
        Assert.Equal(400, one.Changed + two.Changed);
        Assert.Equal(400, one.Skipped + two.Skipped);
        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(400, await db.AuditEvents.CountAsync(e => e.Action == AuditActions.NumberReleased, Cancel));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Deactivation_DuringProvisioning_LeavesEveryNumberInOneState(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(600);
        var businesses = await portal.AddBusinessesAsync(120);
        var plan = await PlanAsync(portal, NumberAction.Deactivate, s_all);

        var job = portal.Get<BulkNumberService>().Start(TestPortal.Admin, plan, "Carrier is leaving").Value!;
        var given = await Task.WhenAll(
            businesses.Select(b => Task.Run(() => portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, b, Cancel)))
        );
        await job.Completion;

        var assigned = given.Count(g => g.IsDone);
        Assert.Equal(BulkState.Finished, job.State);
        Assert.Equal(assigned, job.Skipped);
        Assert.Equal(600 - assigned, job.Changed);
        Assert.Equal(
            assigned,
            (await portal.Get<InventoryService>().CountAsync(TestPortal.Admin, new(NumberStatus.Assigned), Cancel)).Value
        );
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Cancel_OfARunningJob_LeavesTheRestUnchanged(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(2000);
        var bulk = portal.Get<BulkNumberService>();
        var plan = await PlanAsync(portal, NumberAction.Deactivate, s_all);
        var changed = new TaskCompletionSource();
        using var listening = portal.Get<ChangeFeed>().Subscribe(_ => changed.TrySetResult());

        var job = bulk.Start(TestPortal.Admin, plan, "Carrier is leaving").Value!;
        await Task.WhenAny(changed.Task, job.Completion);
        Assert.IsType<Refusal.InvalidTransition>(bulk.Start(TestPortal.Admin, plan, "Again").Refusal);
        Assert.IsType<Refusal.NotFound>(bulk.Cancel(TestPortal.Support, job.Id).Refusal);
        Assert.True(bulk.Cancel(TestPortal.Admin, job.Id).IsDone);
        await job.Completion;

        Assert.Equal(BulkState.Cancelled, job.State);
        Assert.InRange(job.Changed, 1, 1999);
        Assert.Equal(
            job.Changed,
            (await portal.Get<InventoryService>().CountAsync(TestPortal.Admin, new(NumberStatus.Inactive), Cancel)).Value
        );
        bulk.Dismiss(TestPortal.Admin, job.Id);
        Assert.Empty(bulk.JobsOf(TestPortal.Admin));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Action_WithoutPermissionOrReason_IsRefused(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(2);
        var bulk = portal.Get<BulkNumberService>();
        var business = new Actor("business", PortalRole.Business, Guid.NewGuid());

        Assert.IsType<Refusal.NotAllowed>((await bulk.PlanAsync(TestPortal.Support, NumberAction.Deactivate, s_all, Cancel)).Refusal);
        Assert.IsType<Refusal.NotAllowed>((await bulk.PlanAsync(business, NumberAction.Release, s_all, Cancel)).Refusal);
        var plan = await PlanAsync(portal, NumberAction.Deactivate, s_all);
        Assert.IsType<Refusal.NotAllowed>(bulk.Start(TestPortal.Support, plan, "Unused").Refusal);
        Assert.IsType<Refusal.Invalid>(bulk.Start(TestPortal.Admin, plan, " ").Refusal);
    }

    private static async Task GiveAsync(TestPortal portal, int businesses)
    {
        foreach (var business in await portal.AddBusinessesAsync(businesses))
            Assert.True((await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel)).IsDone);
    }

    private static async Task<BulkPlan> PlanAsync(TestPortal portal, NumberAction action, NumberSelection selection)
    {
        var planned = await portal.Get<BulkNumberService>().PlanAsync(TestPortal.Admin, action, selection, Cancel);
        return planned.Value ?? throw new InvalidOperationException(planned.ToString());
    }

    private static async Task<BulkJob> DoAsync(
        TestPortal portal,
        NumberAction action,
        NumberSelection selection,
        string reason = "Clean-up"
    )
    {
        var job = portal.Get<BulkNumberService>().Start(TestPortal.Admin, await PlanAsync(portal, action, selection), reason).Value!;
        await job.Completion;
        return job;
    }
}
