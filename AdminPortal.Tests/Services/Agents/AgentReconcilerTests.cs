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
    public async Task NewAgent_IsMadeAndRungByTheBusinessesNumber(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var provider = new UnreliableProvider();
        using var hands = new AgentHands(portal, provider);
        var (business, number) = await hands.ServeAsync();

        await hands.TurnAsync();

        var agent = await portal.AgentAsync(business);
        Assert.Equal((AgentStatus.Active, null), (agent.Status, agent.LastError));
        var there = Assert.Single(provider.Agents.Values);
        Assert.Equal((agent.ProviderAgentId, agent.Name, agent.Greeting), (there.Id, there.Name, there.Greeting));
        Assert.Equal(agent.ProviderAgentId, provider.Numbers[number]);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task NothingChanged_AsksTheProviderForNothing()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var hands = new AgentHands(portal, provider);
        await hands.ServeAsync();
        await hands.TurnAsync();
        provider.Calls.Clear();

        await hands.TurnAsync();

        Assert.Empty(provider.Calls);
    }

    [Fact]
    public async Task AnswerToMakingLost_LooksBeforeItMakesAgain()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var hands = new AgentHands(portal, provider);
        var (business, _) = await hands.ServeAsync();
        await hands.TurnAsync();

        // As after a lost response: the provider has it, and its id is unknown here.
        await portal.BreakAsync("UPDATE ai_agents SET provider_agent_id = NULL, status = 'provisioning', row_version = row_version + 1");
        await portal.BreakAsync("UPDATE agent_syncs SET seen = NULL");
        await hands.TurnAsync();

        Assert.Equal(Assert.Single(provider.Agents.Values).Id, (await portal.AgentAsync(business)).ProviderAgentId);
    }

    [Fact]
    public async Task MadeTwiceByALateAnswer_KeepsTheKnownOneAndRemovesTheOther()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var hands = new AgentHands(portal, provider);
        var (business, number) = await hands.ServeAsync();
        await hands.TurnAsync();
        var known = (await portal.AgentAsync(business)).ProviderAgentId!;
        provider.Agents["agent-late"] = provider.Agents[known] with { Id = "agent-late" };

        await hands.SettleAsync();

        Assert.Equal(known, Assert.Single(provider.Agents.Values).Id);
        Assert.Equal(known, provider.Numbers[number]);
    }

    [Theory, OnEachDatabase]
    public async Task Reassigned_TheNumberRingsTheNewBusinessesAgentAlone(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var provider = new UnreliableProvider();
        using var hands = new AgentHands(portal, provider);
        var (_, number) = await hands.ServeAsync();
        var other = (await portal.AddBusinessAsync("Other")).Id;
        await hands.Service.CreateAsync(TestPortal.Admin, other, new AgentConfiguration(), Cancel);
        await hands.TurnAsync();

        Assert.True(
            (
                await portal
                    .Get<NumberService>()
                    .DoAsync(TestPortal.Support, number, new NumberCommand.Reassign(other, "merger"), null, Cancel)
            ).IsDone
        );
        await hands.SettleAsync();

        Assert.Equal((await portal.AgentAsync(other)).ProviderAgentId, provider.Numbers[number]);
        Assert.Equal((null, number), ((await AgentOfOtherAsync()).BoundNumber, (await portal.SyncAsync(other)).BoundNumber));

        async Task<AgentSync> AgentOfOtherAsync()
        {
            await using var db = portal.Database.CreateReadContext();
            return await db.AgentSyncs.SingleAsync(s => db.Agents.Any(a => a.Id == s.AgentId && a.BusinessId != other), Cancel);
        }
    }

    [Fact]
    public async Task Released_TheNumberRingsNobody()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var hands = new AgentHands(portal, provider);
        var (business, number) = await hands.ServeAsync();
        await hands.TurnAsync();

        await portal.Get<NumberService>().DoAsync(TestPortal.Support, number, new NumberCommand.Release("closed"), null, Cancel);
        await hands.TurnAsync();

        Assert.Null(provider.Numbers[number]);
        Assert.Equal(AgentStatus.Active, (await portal.AgentAsync(business)).Status);
    }

    [Theory, OnEachDatabase]
    public async Task PausedAndResumed_UnbindsAndBindsAgain(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var provider = new UnreliableProvider();
        using var hands = new AgentHands(portal, provider);
        var (business, number) = await hands.ServeAsync();
        await hands.TurnAsync();
        var own = new Actor("owner", PortalRole.Business, business);

        Assert.Equal(AgentStatus.Paused, (await hands.Service.PauseOwnAsync(own, Cancel)).Value!.Status);
        await hands.SettleAsync();
        Assert.Null(provider.Numbers[number]);
        Assert.Equal(AgentStatus.Paused, (await portal.AgentAsync(business)).Status);

        Assert.Equal(AgentStatus.Provisioning, (await hands.Service.ResumeOwnAsync(own, Cancel)).Value!.Status);
        await hands.SettleAsync();
        Assert.Equal((await portal.AgentAsync(business)).ProviderAgentId, provider.Numbers[number]);
        Assert.Equal(AgentStatus.Active, (await portal.AgentAsync(business)).Status);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task PassingFaults_AreTriedAgainAndNeverEndAsFailed()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider { Refusal = new AgentProviderException(AgentFault.Passing, "Out of order.") };
        using var hands = new AgentHands(portal, provider);
        var (business, _) = await hands.ServeAsync();

        await hands.TurnAsync();
        var (agent, sync) = (await portal.AgentAsync(business), await portal.SyncAsync(business));
        Assert.Equal(
            (AgentStatus.Provisioning, 1, "Out of order.", "Create the agent"),
            (agent.Status, sync.Attempts, sync.LastFault, sync.LastCall)
        );
        Assert.NotNull(sync.DueAt);

        provider.Refusal = null;
        await hands.SettleAsync();
        (agent, sync) = (await portal.AgentAsync(business), await portal.SyncAsync(business));
        Assert.Equal((AgentStatus.Active, 0, null), (agent.Status, sync.Attempts, sync.LastFault));
    }

    [Fact]
    public async Task WhatAPersonMustMend_IsFailedWithTheProvidersWords_AndAChangeTriesAtOnce()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider { Refusal = new AgentProviderException(AgentFault.ForAPerson, "There is no voice 'x'.") };
        using var hands = new AgentHands(portal, provider);
        var (business, _) = await hands.ServeAsync();

        await hands.TurnAsync();
        var failed = await portal.AgentAsync(business);
        Assert.Equal((AgentStatus.Failed, "There is no voice 'x'."), (failed.Status, failed.LastError));

        provider.Refusal = null;
        var changed = (
            await hands.Service.ChangeAsync(TestPortal.Support, failed.Id, new AgentConfiguration(VoiceId: "y"), failed.RowVersion, Cancel)
        ).Value!;
        Assert.Equal((AgentStatus.Provisioning, null), (changed.Status, changed.LastError));
        await hands.TurnAsync();

        Assert.Equal(AgentStatus.Active, (await portal.AgentAsync(business)).Status);
        Assert.Equal("y", Assert.Single(provider.Agents.Values).VoiceId);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task TwoPortals_AtOnce_MakeOneAgent(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var second = await portal.StartAnotherAsync();
        var provider = new UnreliableProvider();
        using var hands = new AgentHands(portal, provider);
        using var others = new AgentHands(second, provider);
        foreach (var business in await portal.AddBusinessesAsync(20))
            await hands.Service.CreateAsync(TestPortal.Admin, business, new AgentConfiguration(), Cancel);

        await Task.WhenAll(hands.TurnAsync(), others.TurnAsync());

        Assert.Equal(20, provider.Agents.Count);
        Assert.Equal(20, provider.Calls.Count(c => c.StartsWith("Create", StringComparison.Ordinal)));
        await portal.AssertSoundAsync();
    }
}
