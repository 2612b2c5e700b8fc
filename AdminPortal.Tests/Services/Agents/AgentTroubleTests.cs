using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Agents;

/// <summary>Agents that fail: their state, their causes, and retrying them together.</summary>
public sealed class AgentTroubleTests(PostgresCluster cluster)
{
    private const int Many = 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Counts_Lists_AndRows_AgreeOnEachState(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(1);
        foreach (var state in Enum.GetValues<AgentState>())
            await portal.AddAgentAsync(state.ToString());
        var active = await BusinessAsync(portal, nameof(AgentState.Active));
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, active, Cancel);
        await SetAsync(portal, nameof(AgentState.Failed), (a, _) => (a.Status, a.LastError) = (AgentStatus.Failed, "Unpaid."));
        await SetAsync(
            portal,
            nameof(AgentState.NotInSync),
            (a, s) => (a.Status, s.Attempts, s.LastFault) = (AgentStatus.Active, 3, "Down.")
        );
        await SetAsync(portal, nameof(AgentState.Drifted), (a, _) => a.Status = AgentStatus.Drifted);
        await SetAsync(portal, nameof(AgentState.Active), (a, s) => (a.Status, s.Attempts, s.LastFault) = (AgentStatus.Active, 2, "Slow."));
        await SetAsync(portal, nameof(AgentState.NoNumber), (a, _) => a.Status = AgentStatus.Active);
        await SetAsync(portal, nameof(AgentState.Paused), (a, _) => (a.Status, a.IsPaused) = (AgentStatus.Paused, true));
        var board = portal.Get<AgentBoardService>();

        var counts = (await board.CountAsync(TestPortal.Support, Cancel)).Value!;

        foreach (var state in Enum.GetValues<AgentState>())
        {
            var found = (await board.OrderAsync(TestPortal.Support, new AgentFilter { State = state }, Cancel)).Value!;
            var row = Assert.Single((await board.RowsAsync(TestPortal.Support, found.Ids, Cancel)).Value!);
            Assert.Equal((state.ToString(), state, 1), (row.BusinessName, row.State, counts.Of(state)));
        }

        Assert.Equal(Enum.GetValues<AgentState>().Length, counts.Total);
    }

    [Fact]
    public async Task Causes_AreGrouped_WhateverIdsTheyName()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        for (var i = 0; i < 5; i++)
            await FailAsync(portal, $"Business {i}", $"Retell did not bind the number +1800555000{i}: request 4bf92f3577b34da{i}.");
        await FailAsync(portal, "Other", "Retell: payment required");

        var troubles = (await portal.Get<AgentBoardService>().TroublesAsync(TestPortal.Support, Cancel)).Value!;

        Assert.Equal(
            [("Retell did not bind the number …: request ….", 5L), ("Retell: payment required", 1L)],
            troubles.Select(t => (t.Cause, t.Agents))
        );
    }

    [Theory, OnEachDatabase]
    public async Task RetryAll_ByTwoPeopleAtOnce_RetriesEachAgentOnce_AndLeavesHealthyOnes(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        for (var i = 0; i < Many; i++)
            await FailAsync(portal, $"Business {i:00}", "Retell: payment required");
        var (healthy, _) = await portal.AddAgentAsync("Healthy");
        var before = (await portal.AgentAsync(healthy.Id)).RowVersion;

        var retried = await Task.WhenAll(
            Task.Run(() => portal.Get<AgentService>().RetryAllAsync(TestPortal.Admin, Cancel)),
            Task.Run(() => other.Get<AgentService>().RetryAllAsync(TestPortal.Support, Cancel))
        );

        Assert.All(retried, r => Assert.True(r.IsDone, r.ToString()));
        Assert.Equal(Many, retried.Sum(r => r.Value));
        await using var db = portal.Database.CreateReadContext();
        var events = await db.AuditEvents.Where(e => e.Action == "agent.retried").Select(e => e.RecordId).ToListAsync(Cancel);
        Assert.Equal(Many, events.Count);
        Assert.Distinct(events);
        Assert.Equal(Many + 1, await db.Agents.CountAsync(a => a.Status == AgentStatus.Provisioning, Cancel));
        Assert.Equal(before, (await portal.AgentAsync(healthy.Id)).RowVersion);
        await portal.AssertSoundAsync();
    }

    private static Task FailAsync(TestPortal portal, string business, string error) =>
        FailAsync(portal, business, (a, _) => (a.Status, a.LastError) = (AgentStatus.Failed, error));

    private static async Task FailAsync(TestPortal portal, string business, Action<AiAgent, AgentSync> set)
    {
        await portal.AddAgentAsync(business);
        await SetAsync(portal, business, set);
    }

    private static async Task<Guid> BusinessAsync(TestPortal portal, string name)
    {
        await using var db = portal.Database.CreateReadContext();
        return await db.Businesses.Where(b => b.Name == name).Select(b => b.Id).SingleAsync(Cancel);
    }

    /// <summary>Sets the stored state as reconciliation would, with its event.</summary>
    private static async Task SetAsync(TestPortal portal, string business, Action<AiAgent, AgentSync> set)
    {
        var id = await BusinessAsync(portal, business);
        var done = await portal
            .Get<AdminPortal.Services.Writes.PortalWriter>()
            .RunAsync<bool>(
                AdminPortal.Services.Actor.System,
                async write =>
                {
                    var agent = await write.Db.Agents.SingleAsync(a => a.BusinessId == id, Cancel);
                    var sync = await write.Db.AgentSyncs.SingleAsync(s => s.AgentId == agent.Id, Cancel);
                    set(agent, sync);
                    write.Db.Entry(agent).Property(a => a.RowVersion).IsModified = true;
                    write.AuditAgent("agent.failed", agent, null, null);
                    return true;
                },
                Cancel
            );
        Assert.True(done.IsDone, done.ToString());
    }
}
