using System.Text;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Services.Agents;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Bulk;

public sealed class BulkBusinessesTests(PostgresCluster cluster)
{
    private static readonly BusinessSelection s_all = BusinessSelection.Of(new BusinessFilter());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task PauseAgents_OfAll_IsRecordedLikeTheSingleAction_AndUndoneExceptWhatChangedSince(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var agents = portal.Get<AgentService>();
        var (acme, first) = await portal.AddAgentAsync("Acme");
        var (_, second) = await portal.AddAgentAsync("Birch");
        var (_, paused) = await portal.AddAgentAsync("Cedar");
        await agents.PauseAsync(TestPortal.Admin, paused.Id, null, Cancel);
        await portal.AddBusinessAsync("Without");

        var plan = await PlanAsync(portal, TestPortal.Support, BusinessAction.PauseAgents, s_all);
        Assert.Equal((2, 4L), (plan.Changing, plan.States.Values.Sum()));
        // A sync gives an agent a new version; that is no change of what was decided.
        await portal.ReconcileAgentsAsync();
        var done = await RunAsync(portal, plan);

        Assert.Equal((BulkStatus.Finished, 4, 2, 0), (done.Status, done.Selected, done.Changed, done.Skipped));
        Assert.True((await portal.AgentAsync(acme.Id)).IsPaused);
        await using (var db = portal.Database.CreateReadContext())
            Assert.Equal(3, await db.AuditEvents.CountAsync(e => e.Action == AuditActions.AgentPaused, Cancel));
        var result = new MemoryStream();
        await portal.Get<BulkService>().WriteResultAsync(TestPortal.Viewer, done.Id, result, Cancel);
        Assert.Equal(
            ["changed,", "changed,", "skipped,Its agent is paused", "skipped,It has no agent"],
            Encoding.UTF8.GetString(result.ToArray()).Split("\r\n")[1..5].Select(l => string.Join(',', l.Split(',')[2..]))
        );

        await portal.ReconcileAgentsAsync();
        await agents.ResumeAsync(TestPortal.Admin, second.Id, null, Cancel);
        var undo = (await portal.Get<BulkService>().PlanUndoAsync(TestPortal.Support, done.Id, Cancel)).Value!;
        Assert.Equal((BulkAct.Of(BusinessAction.ResumeAgents), 1, 1), (undo.Act, undo.Changing, undo.Gone));
        Assert.Equal(1, (await RunAsync(portal, undo)).Changed);

        Assert.False((await portal.AgentAsync(acme.Id)).IsPaused);
        Assert.True((await portal.AgentAsync(paused.BusinessId)).IsPaused);
        Assert.Equal(first.Id, (await portal.AgentAsync(acme.Id)).Id);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task RequestNumbers_AssignsTheNextOnes_AndPutsTheRestOnTheWaitingList(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var ids = await portal.AddBusinessesAsync(6);
        var numbers = await portal.AddNumbersAsync(4);
        await portal.Get<NumberService>().DoAsync(TestPortal.Admin, numbers[3], new NumberCommand.Assign(ids[0]), null, Cancel);

        var closed = (await portal.AddBusinessAsync("Gone")).Id;
        await portal.Get<ClosingService>().CloseAsync(TestPortal.Admin, closed, "Test", null, Cancel);

        var plan = await PlanAsync(portal, TestPortal.Admin, BusinessAction.RequestNumbers, new BusinessSelection(null, [.. ids, closed]));
        Assert.Equal((5, 3L), (plan.Changing, plan.Available));
        var done = await RunAsync(portal, plan);

        Assert.Equal((5, 0, (BulkAct?)null), (done.Changed, done.Skipped, done.Undo));
        var after = (await portal.Get<BusinessService>().ListAsync(TestPortal.Viewer, new BusinessFilter(), null, 10, Cancel)).Value!.Items;
        Assert.Equal([numbers[3], numbers[0], numbers[1], numbers[2], null, null], after.Select(b => b.PhoneNumber));
        Assert.Equal([false, false, false, false, true, true], after.Select(b => b.Waitlisted));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task RequestNumbers_WhileBusinessesProvisionThemselves_GivesEachOneNumber(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        var ids = await portal.AddBusinessesAsync(60);
        await portal.AddNumbersAsync(70);
        var plan = await PlanAsync(portal, TestPortal.Admin, BusinessAction.RequestNumbers, s_all);

        var provisioning = ids.Reverse()
            .Select(id => Task.Run(() => other.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, id, Cancel)))
            .ToList();
        var done = await RunAsync(portal, plan);
        var provisioned = await Task.WhenAll(provisioning);

        Assert.All(provisioned, p => Assert.True(p.IsDone, p.ToString()));
        Assert.Equal((BulkStatus.Finished, 60), (done.Status, done.Changed + done.Skipped));
        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(60, await db.Businesses.Where(b => b.PhoneNumber != null).Select(b => b.PhoneNumber).Distinct().CountAsync(Cancel));
        Assert.Equal(60, await db.Assignments.CountAsync(Cancel));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Plan_WithoutPermission_OrWithAnInvalidSearch_IsRefused(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var bulk = portal.Get<BulkService>();

        Assert.IsType<Refusal.NotAllowed>((await bulk.PlanAsync(TestPortal.Viewer, BusinessAction.PauseAgents, s_all, Cancel)).Refusal);
        Assert.IsType<Refusal.NotAllowed>((await bulk.PlanAsync(TestPortal.Support, BusinessAction.RequestNumbers, s_all, Cancel)).Refusal);
        Assert.IsType<Refusal.Invalid>(
            (
                await bulk.PlanAsync(
                    TestPortal.Support,
                    BusinessAction.PauseAgents,
                    BusinessSelection.Of(new BusinessFilter(new string('a', 300))),
                    Cancel
                )
            ).Refusal
        );
    }

    private static async Task<BulkPlan> PlanAsync(TestPortal portal, Actor actor, BusinessAction action, BusinessSelection selection)
    {
        var planned = await portal.Get<BulkService>().PlanAsync(actor, action, selection, Cancel);
        return planned.Value ?? throw new InvalidOperationException(planned.ToString());
    }

    private static async Task<BulkRecord> RunAsync(TestPortal portal, BulkPlan plan)
    {
        var bulk = portal.Get<BulkService>();
        var started = await bulk.StartAsync(TestPortal.Admin, plan, null, Cancel);
        Assert.True(started.IsDone, started.ToString());
        await bulk.CompletionOf(started.Value.Id);
        return (await bulk.FindAsync(TestPortal.Viewer, started.Value.Id, Cancel)).Value!;
    }
}
