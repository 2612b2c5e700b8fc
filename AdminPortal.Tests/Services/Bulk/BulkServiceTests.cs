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
using CsCheck;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Bulk;

public sealed class BulkServiceTests(PostgresCluster cluster)
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

        var plan = (await portal.Get<BulkService>().PlanAsync(TestPortal.Support, NumberAction.Release, s_all, Cancel)).Value!;

        Assert.Equal(6, plan.Changing);
        Assert.Equal((5L, 1L), (plan.States[(byte)NumberStatus.Available], plan.States[(byte)NumberStatus.Quarantined]));
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

        Assert.Equal((BulkStatus.Finished, 250, 0), (job.Status, job.Changed, job.Skipped));
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

        var job = await RunAsync(portal, plan, "Unused");

        Assert.Equal((BulkStatus.Finished, 2, 3, 5), (job.Status, job.Changed, job.Skipped, job.Looked));
        using var file = new MemoryStream();
        Assert.True((await portal.Get<BulkService>().WriteResultAsync(TestPortal.Support, job.Id, file, Cancel)).IsDone);
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

        var both = await Task.WhenAll(RunAsync(portal, plans.One, "Closed"), RunAsync(other, plans.Other, "Closed", TestPortal.Support));
        var (one, two) = (both[0], both[1]);

        Assert.Equal((BulkStatus.Finished, BulkStatus.Finished), (one.Status, two.Status));
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

        var running = RunAsync(portal, plan, "Carrier is leaving");
        var given = await Task.WhenAll(
            businesses.Select(b => Task.Run(() => portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, b, Cancel)))
        );
        var job = await running;

        var assigned = given.Count(g => g.IsDone);
        Assert.Equal(BulkStatus.Finished, job.Status);
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
        var bulk = portal.Get<BulkService>();
        var plan = await PlanAsync(portal, NumberAction.Deactivate, s_all);
        var changed = new TaskCompletionSource();
        using var listening = portal.Get<ChangeFeed>().Subscribe(c => _ = c.Kind != ChangeKind.Numbers || changed.TrySetResult());

        var id = (await bulk.StartAsync(TestPortal.Admin, plan, "Carrier is leaving", Cancel)).Value!.Id;
        await Task.WhenAny(changed.Task, bulk.CompletionOf(id));
        Assert.IsType<Refusal.InvalidTransition>((await bulk.StartAsync(TestPortal.Admin, plan, "Again", Cancel)).Refusal);
        Assert.IsType<Refusal.NotFound>((await bulk.CancelAsync(TestPortal.Support, id, Cancel)).Refusal);
        Assert.True((await bulk.CancelAsync(TestPortal.Admin, id, Cancel)).IsDone);
        await bulk.CompletionOf(id);

        var job = (await bulk.FindAsync(TestPortal.Support, id, Cancel)).Value!;
        Assert.Equal(BulkStatus.Cancelled, job.Status);
        Assert.InRange(job.Changed, 1, 1999);
        Assert.Equal(
            job.Changed,
            (await portal.Get<InventoryService>().CountAsync(TestPortal.Admin, new(NumberStatus.Inactive), Cancel)).Value
        );
        Assert.True((await bulk.DismissAsync(TestPortal.Admin, job.Id, Cancel)).IsDone);
        Assert.Empty((await bulk.NewestOfAsync(TestPortal.Admin, Cancel)).Value!);
        Assert.Single((await bulk.ListAsync(TestPortal.Support, 10, Cancel)).Value!);

        // The rest can be done later.
        Assert.True((await bulk.ContinueAsync(TestPortal.Admin, id, Cancel)).IsDone);
        await bulk.CompletionOf(id);
        job = (await bulk.FindAsync(TestPortal.Admin, id, Cancel)).Value!;
        Assert.Equal((BulkStatus.Finished, 2000, 0), (job.Status, job.Changed, job.Skipped));
        Assert.IsType<Refusal.InvalidTransition>((await bulk.ContinueAsync(TestPortal.Admin, id, Cancel)).Refusal);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Undo_OfARelease_ReturnsEveryNumberThatNobodyChangedSince(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var numbers = await portal.AddNumbersAsync(70);
        await GiveAsync(portal, 60);
        var bulk = portal.Get<BulkService>();
        var released = await DoAsync(portal, NumberAction.Release, s_all);
        await portal.Get<NumberService>().DoAsync(TestPortal.Support, numbers[3], new NumberCommand.UndoRelease(), null, Cancel);
        await portal.Get<NumberService>().DoAsync(TestPortal.Admin, numbers[4], new NumberCommand.EndQuarantine("Needed"), null, Cancel);

        var plan = (await bulk.PlanUndoAsync(TestPortal.Support, released.Id, Cancel)).Value!;
        Assert.Equal((BulkAct.Of(NumberAction.UndoRelease), 58, 2), (plan.Act, plan.Changing, plan.Gone));
        var undone = await RunAsync(portal, plan, null, TestPortal.Support);

        Assert.Equal((BulkStatus.Finished, 58, 0), (undone.Status, undone.Changed, undone.Skipped));
        Assert.Equal(59, (await portal.Get<InventoryService>().CountAsync(TestPortal.Admin, new(NumberStatus.Assigned), Cancel)).Value);
        var after = (await bulk.FindAsync(TestPortal.Admin, released.Id, Cancel)).Value!;
        Assert.Equal((undone.Id, null), (after.UndoneBy, after.Undo));
        Assert.IsType<Refusal.InvalidTransition>((await bulk.PlanUndoAsync(TestPortal.Admin, released.Id, Cancel)).Refusal);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Undo_ByTwoPortalsAtOnce_HappensOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        await portal.AddNumbersAsync(120);
        var deactivated = await DoAsync(portal, NumberAction.Deactivate, s_all);
        var plans = await Task.WhenAll(
            new[] { portal, other }.Select(async p =>
                (await p.Get<BulkService>().PlanUndoAsync(TestPortal.Admin, deactivated.Id, Cancel)).Value!
            )
        );
        var second = TestPortal.Admin with { CallerId = "another admin" };

        var started = await Task.WhenAll(
            Task.Run(() => portal.Get<BulkService>().StartAsync(TestPortal.Admin, plans[0], null, Cancel)),
            Task.Run(() => other.Get<BulkService>().StartAsync(second, plans[1], null, Cancel))
        );
        await Task.WhenAll(
            started.Select((s, i) => s.IsDone ? (i == 0 ? portal : other).Get<BulkService>().CompletionOf(s.Value.Id) : Task.CompletedTask)
        );

        var winner = Assert.Single(started, s => s.IsDone).Value!;
        Assert.IsType<Refusal.InvalidTransition>(Assert.Single(started, s => !s.IsDone).Refusal);
        Assert.Equal(120, (await portal.Get<BulkService>().FindAsync(TestPortal.Admin, winner.Id, Cancel)).Value!.Changed);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Portal_StoppedDuringAChange_LeavesItForAnotherToContinueExactly(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(2000);
        Guid id;
        await using (var stopped = await portal.StartAnotherAsync())
        {
            var changed = new TaskCompletionSource();
            using var listening = stopped.Get<ChangeFeed>().Subscribe(c => _ = c.Kind != ChangeKind.Numbers || changed.TrySetResult());
            var plan = (await stopped.Get<BulkService>().PlanAsync(TestPortal.Admin, NumberAction.Deactivate, s_all, Cancel)).Value!;
            id = (await stopped.Get<BulkService>().StartAsync(TestPortal.Admin, plan, "Carrier is leaving", Cancel)).Value!.Id;
            await changed.Task;
            Assert.Equal(BulkStatus.Running, (await portal.Get<BulkService>().FindAsync(TestPortal.Support, id, Cancel)).Value!.Status);
        }

        var bulk = portal.Get<BulkService>();
        var left = (await bulk.FindAsync(TestPortal.Admin, id, Cancel)).Value!;
        Assert.Equal(BulkStatus.Interrupted, left.Status);
        Assert.Equal(
            left.Changed,
            (await portal.Get<InventoryService>().CountAsync(TestPortal.Admin, new(NumberStatus.Inactive), Cancel)).Value
        );
        Assert.True((await bulk.ContinueAsync(TestPortal.Admin, id, Cancel)).IsDone);
        await bulk.CompletionOf(id);
        Assert.Equal(2000, (await bulk.FindAsync(TestPortal.Admin, id, Cancel)).Value!.Changed);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Change_WhoseProcessWasKilled_IsFoundInterrupted(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(3);
        var plan = await PlanAsync(portal, NumberAction.Deactivate, s_all);
        var id = Guid.CreateVersion7();
        await using (var db = portal.Database.CreateDbContext())
        {
            db.BulkChanges.Add(
                new BulkChange
                {
                    Id = id,
                    Action = "deactivate",
                    Reason = "Carrier is leaving",
                    Selected = 3,
                    Changing = 3,
                    StartedBy = "boss",
                    CallerId = "boss",
                    StartedAt = DateTimeOffset.UnixEpoch,
                }
            );
            BulkChunks.Add(db, id, portal.Get<BulkNumbers>(), plan.Rows);
            await db.SaveChangesAsync(Cancel);
        }

        Assert.Equal(1, await portal.Get<BulkService>().CleanUpAsync(Cancel));

        var found = (await portal.Get<BulkService>().FindAsync(TestPortal.Admin, id, Cancel)).Value!;
        Assert.Equal((BulkStatus.Interrupted, true), (found.Status, found.CanContinue));
    }

    [Fact]
    public void Chunk_OfAnyNumbers_IsReadAsItWasWritten()
    {
        Gen.Select(Gen.Long[1_000_000, 999_999_999_999_999], Gen.Enum<NumberStatus>(), Gen.Long[1, long.MaxValue])
            .Select((digits, status, version) => BulkNumbers.Row($"+{digits}", status, version))
            .List[0, 40]
            .Sample(numbers =>
            {
                var read = new List<PlannedRow>();
                BulkChunks.Unpack(8, BulkChunks.Pack(8, numbers), read);
                Assert.Equal(numbers, read);
                read.Clear();
                BulkChunks.Unpack(16, BulkChunks.Pack(16, numbers), read);
                Assert.Equal(numbers, read);
            });
    }

    [Theory, OnEachDatabase]
    public async Task Action_WithoutPermissionOrReason_IsRefused(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(2);
        var bulk = portal.Get<BulkService>();
        var business = new Actor("business", PortalRole.Business, Guid.NewGuid());

        Assert.IsType<Refusal.NotAllowed>((await bulk.PlanAsync(TestPortal.Support, NumberAction.Deactivate, s_all, Cancel)).Refusal);
        Assert.IsType<Refusal.NotAllowed>((await bulk.PlanAsync(business, NumberAction.Release, s_all, Cancel)).Refusal);
        var plan = await PlanAsync(portal, NumberAction.Deactivate, s_all);
        Assert.IsType<Refusal.NotAllowed>((await bulk.StartAsync(TestPortal.Support, plan, "Unused", Cancel)).Refusal);
        Assert.IsType<Refusal.Invalid>((await bulk.StartAsync(TestPortal.Admin, plan, " ", Cancel)).Refusal);
    }

    private static async Task GiveAsync(TestPortal portal, int businesses)
    {
        foreach (var business in await portal.AddBusinessesAsync(businesses))
            Assert.True((await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel)).IsDone);
    }

    private static async Task<BulkPlan> PlanAsync(TestPortal portal, NumberAction action, NumberSelection selection)
    {
        var planned = await portal.Get<BulkService>().PlanAsync(TestPortal.Admin, action, selection, Cancel);
        return planned.Value ?? throw new InvalidOperationException(planned.ToString());
    }

    private static async Task<BulkRecord> DoAsync(
        TestPortal portal,
        NumberAction action,
        NumberSelection selection,
        string reason = "Clean-up"
    ) => await RunAsync(portal, await PlanAsync(portal, action, selection), reason);

    private static async Task<BulkRecord> RunAsync(TestPortal portal, BulkPlan plan, string? reason, Actor? actor = null)
    {
        var bulk = portal.Get<BulkService>();
        var started = await bulk.StartAsync(actor ?? TestPortal.Admin, plan, reason, Cancel);
        Assert.True(started.IsDone, started.ToString());
        await bulk.CompletionOf(started.Value.Id);
        return (await bulk.FindAsync(TestPortal.Admin, started.Value.Id, Cancel)).Value!;
    }
}
