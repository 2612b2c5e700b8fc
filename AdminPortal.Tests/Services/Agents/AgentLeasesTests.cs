using AdminPortal.Services.Agents;
using AdminPortal.Services.Writes;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Agents;

/// <summary>Which process works on an agent.</summary>
public sealed class AgentLeasesTests(PostgresCluster cluster)
{
    private static readonly AgentSettings s_settings = new(TimeSpan.FromSeconds(60), true, TimeSpan.FromSeconds(30));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Claim_ExpiredLease_IsTakenOverByAnotherProcessOnly(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddAgentAsync("Acme Dental");
        var leases = new AgentLeases(
            portal.Database,
            portal.Get<PortalWriter>(),
            new UnreliableProvider(),
            s_settings,
            portal.Get<TimeProvider>()
        );
        var first = Assert.Single(await leases.ClaimAsync(16, true, [], Cancel));
        Assert.Empty(await leases.ClaimAsync(16, true, [], Cancel));
        await portal.BreakAsync(
            "UPDATE agent_syncs SET lease_until = lease_until - " + (kind == TestDatabase.Sqlite ? "60000000" : "interval '1 minute'")
        );

        Assert.Empty(await leases.ClaimAsync(16, true, [first.AgentId], Cancel));

        var taken = Assert.Single(await leases.ClaimAsync(16, true, [], Cancel));
        Assert.Equal(first.AgentId, taken.AgentId);
        await Assert.ThrowsAsync<LeaseLostException>(() => leases.Of(first).HoldAsync(Cancel));
        await leases.Of(taken).HoldAsync(Cancel);
    }
}
