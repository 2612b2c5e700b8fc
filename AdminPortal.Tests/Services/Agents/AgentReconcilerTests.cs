using AdminPortal.Data.Entities;
using AdminPortal.Providers.Agents;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Numbers;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Agents;

/// <summary>Agents at the provider are reconciled with the wanted state, whatever happens on the way.</summary>
public sealed class AgentReconcilerTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task NewAgent_IsCreatedAndBoundToTheBusinessesNumber(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider);
        var (business, number) = await background.ServeAsync();

        await background.ReconcileDueAsync();

        var agent = await portal.AgentAsync(business);
        Assert.Equal((AgentStatus.Active, null), (agent.Status, agent.LastError));
        var there = Assert.Single(provider.Agents.Values);
        Assert.Equal((agent.ProviderAgentId, agent.Name, agent.Greeting), (there.Id, there.Name, there.Greeting));
        Assert.Equal(agent.ProviderAgentId, provider.Numbers[number]);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task NoChanges_MakeNoProviderRequests()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider);
        await background.ServeAsync();
        await background.ReconcileDueAsync();
        provider.Calls.Clear();

        await background.ReconcileDueAsync();

        Assert.Empty(provider.Calls);
    }

    [Fact]
    public async Task CreationResponseLost_SearchesBeforeCreatingAgain()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider);
        var (business, _) = await background.ServeAsync();
        await background.ReconcileDueAsync();

        // As after a lost response: the provider has it, and its id is unknown here.
        await portal.BreakAsync("UPDATE ai_agents SET provider_agent_id = NULL, status = 'provisioning', row_version = row_version + 1");
        await portal.BreakAsync("UPDATE agent_syncs SET seen = NULL");
        await background.ReconcileDueAsync();

        Assert.Equal(Assert.Single(provider.Agents.Values).Id, (await portal.AgentAsync(business)).ProviderAgentId);
    }

    [Fact]
    public async Task CreatedTwiceByALateRequest_KeepsTheKnownOneAndRemovesTheOther()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider);
        var (business, number) = await background.ServeAsync();
        await background.ReconcileDueAsync();
        var known = (await portal.AgentAsync(business)).ProviderAgentId!;
        provider.Agents["agent-late"] = provider.Agents[known] with { Id = "agent-late" };

        await background.SettleAsync();

        Assert.Equal(known, Assert.Single(provider.Agents.Values).Id);
        Assert.Equal(known, provider.Numbers[number]);
    }

    [Theory, OnEachDatabase]
    public async Task Reassigned_TheNumberIsBoundToTheNewAgentOnly(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider);
        var (_, number) = await background.ServeAsync();
        var other = (await portal.AddBusinessAsync("Other")).Id;
        await background.Service.CreateAsync(TestPortal.Admin, other, new AgentConfiguration(), Cancel);
        await background.ReconcileDueAsync();

        Assert.True(
            (
                await portal
                    .Get<NumberService>()
                    .DoAsync(TestPortal.Support, number, new NumberCommand.Reassign(other, "merger"), null, Cancel)
            ).IsDone
        );
        await background.SettleAsync();

        Assert.Equal((await portal.AgentAsync(other)).ProviderAgentId, provider.Numbers[number]);
        Assert.Equal((null, number), ((await AgentOfOtherAsync()).BoundNumber, (await portal.SyncAsync(other)).BoundNumber));

        async Task<AgentSync> AgentOfOtherAsync()
        {
            await using var db = portal.Database.CreateReadContext();
            return await db.AgentSyncs.SingleAsync(s => db.Agents.Any(a => a.Id == s.AgentId && a.BusinessId != other), Cancel);
        }
    }

    [Fact]
    public async Task Released_TheNumberIsUnbound()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider);
        var (business, number) = await background.ServeAsync();
        await background.ReconcileDueAsync();

        await portal.Get<NumberService>().DoAsync(TestPortal.Support, number, new NumberCommand.Release("closed"), null, Cancel);
        await background.ReconcileDueAsync();

        Assert.Null(provider.Numbers[number]);
        Assert.Equal(AgentStatus.Active, (await portal.AgentAsync(business)).Status);
    }

    [Theory, OnEachDatabase]
    public async Task PausedAndResumed_UnbindsAndBindsAgain(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider);
        var (business, number) = await background.ServeAsync();
        await background.ReconcileDueAsync();
        var own = new Actor("owner", PortalRole.Business, business);

        Assert.Equal(AgentStatus.Paused, (await background.Service.PauseOwnAsync(own, Cancel)).Value!.Status);
        await background.SettleAsync();
        Assert.Null(provider.Numbers[number]);
        Assert.Equal(AgentStatus.Paused, (await portal.AgentAsync(business)).Status);

        Assert.Equal(AgentStatus.Provisioning, (await background.Service.ResumeOwnAsync(own, Cancel)).Value!.Status);
        await background.SettleAsync();
        Assert.Equal((await portal.AgentAsync(business)).ProviderAgentId, provider.Numbers[number]);
        Assert.Equal(AgentStatus.Active, (await portal.AgentAsync(business)).Status);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task TemporaryFaults_AreRetriedAndNeverBecomeFailed()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider { Refusal = new AgentProviderException(AgentFault.Passing, "Out of order.") };
        using var background = new AgentBackground(portal, provider);
        var (business, _) = await background.ServeAsync();

        await background.ReconcileDueAsync();
        var (agent, sync) = (await portal.AgentAsync(business), await portal.SyncAsync(business));
        Assert.Equal(
            (AgentStatus.Provisioning, 1, "Out of order.", "Create the agent"),
            (agent.Status, sync.Attempts, sync.LastFault, sync.LastCall)
        );
        Assert.NotNull(sync.DueAt);

        provider.Refusal = null;
        await background.SettleAsync();
        (agent, sync) = (await portal.AgentAsync(business), await portal.SyncAsync(business));
        Assert.Equal((AgentStatus.Active, 0, null), (agent.Status, sync.Attempts, sync.LastFault));
    }

    [Fact]
    public async Task PermanentFault_IsFailedWithTheProvidersMessage_AndAChangeRetriesImmediately()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider { Refusal = new AgentProviderException(AgentFault.ForAPerson, "There is no voice 'x'.") };
        using var background = new AgentBackground(portal, provider);
        var (business, _) = await background.ServeAsync();

        await background.ReconcileDueAsync();
        var failed = await portal.AgentAsync(business);
        Assert.Equal((AgentStatus.Failed, "There is no voice 'x'."), (failed.Status, failed.LastError));

        provider.Refusal = null;
        var changed = (
            await background.Service.ChangeAsync(
                TestPortal.Support,
                failed.Id,
                new AgentConfiguration(VoiceId: "y"),
                failed.RowVersion,
                Cancel
            )
        ).Value!;
        Assert.Equal((AgentStatus.Provisioning, null), (changed.Status, changed.LastError));
        await background.ReconcileDueAsync();

        Assert.Equal(AgentStatus.Active, (await portal.AgentAsync(business)).Status);
        Assert.Equal("y", Assert.Single(provider.Agents.Values).VoiceId);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task TwoPortals_Concurrently_CreateOneAgent(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var second = await portal.StartAnotherAsync();
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider);
        using var others = new AgentBackground(second, provider);
        foreach (var business in await portal.AddBusinessesAsync(20))
            await background.Service.CreateAsync(TestPortal.Admin, business, new AgentConfiguration(), Cancel);

        await Task.WhenAll(background.ReconcileDueAsync(), others.ReconcileDueAsync());

        Assert.Equal(20, provider.Agents.Count);
        Assert.Equal(20, provider.Calls.Count(c => c.StartsWith("Create", StringComparison.Ordinal)));
        await portal.AssertSoundAsync();
    }
}
