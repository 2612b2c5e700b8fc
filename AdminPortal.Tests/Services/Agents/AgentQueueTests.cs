using AdminPortal.Services.Agents;
using AdminPortal.Services.Writes;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Agents;

/// <summary>Whose turn it is.</summary>
public sealed class AgentQueueTests(PostgresCluster cluster)
{
    private static readonly AgentSettings s_settings = new(TimeSpan.FromSeconds(60), true, TimeSpan.FromSeconds(30));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Claim_LeaseThatRanOut_IsTakenOverByAnotherProcessAndNotByTheSame(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddAgentAsync("Acme Dental");
        var queue = new AgentQueue(
            portal.Database,
            portal.Get<PortalWriter>(),
            new UnreliableProvider(),
            s_settings,
            portal.Get<TimeProvider>()
        );
        var first = Assert.Single(await queue.ClaimAsync(16, true, [], Cancel));
        Assert.Empty(await queue.ClaimAsync(16, true, [], Cancel));
        await portal.BreakAsync(
            "UPDATE agent_syncs SET lease_until = lease_until - " + (kind == TestDatabase.Sqlite ? "60000000" : "interval '1 minute'")
        );

        Assert.Empty(await queue.ClaimAsync(16, true, [first.AgentId], Cancel));

        var taken = Assert.Single(await queue.ClaimAsync(16, true, [], Cancel));
        Assert.Equal(first.AgentId, taken.AgentId);
        var lost = new AgentLease(first, portal.Get<PortalWriter>(), s_settings);
        await Assert.ThrowsAsync<LeaseLostException>(() => lost.HoldAsync(Cancel));
        await new AgentLease(taken, portal.Get<PortalWriter>(), s_settings).HoldAsync(Cancel);
    }
}
