using AdminPortal.Data.Records;
using AdminPortal.Providers.Agents;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Assignment;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Agents;

/// <summary>The provider is brought to what the agents here should be, whatever happens on the way.</summary>
public sealed class AgentReconcilerTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task NewAgent_IsMadeAndRungByTheBusinessesNumber(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var provider = new UnreliableProvider();
        using var hands = new AgentHands(portal, provider);
        var (business, number) = await ServedAsync(portal, hands);

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
        await ServedAsync(portal, hands);
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
        var (business, _) = await ServedAsync(portal, hands);
        await hands.TurnAsync();

        // As if the answer had been lost: the provider has it, and nobody here knows its id.
        await portal.BreakAsync("UPDATE ai_agents SET provider_agent_id = NULL, status = 'provisioning', row_version = row_version + 1");
        await hands.TurnAsync();

        Assert.Equal(Assert.Single(provider.Agents.Values).Id, (await portal.AgentAsync(business)).ProviderAgentId);
    }

    [Fact]
    public async Task MadeTwiceByALateAnswer_KeepsTheKnownOneAndRemovesTheOther()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var hands = new AgentHands(portal, provider);
        var (business, number) = await ServedAsync(portal, hands);
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
        var (_, number) = await ServedAsync(portal, hands);
        var other = (await portal.AddBusinessAsync("Other")).Id;
        await hands.Service.CreateAsync(TestPortal.Admin, other, new AgentWishes(), Cancel);
        await hands.TurnAsync();

        Assert.True((await portal.Get<AssignmentService>().ReassignAsync(TestPortal.Support, number, other, "merger", null, Cancel)).IsDone);
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
        var (business, number) = await ServedAsync(portal, hands);
        await hands.TurnAsync();

        await portal.Get<AssignmentService>().ReleaseAsync(TestPortal.Support, number, "closed", null, Cancel);
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
        var (business, number) = await ServedAsync(portal, hands);
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
        var (business, _) = await ServedAsync(portal, hands);

        await hands.TurnAsync();
        var (agent, sync) = (await portal.AgentAsync(business), await portal.SyncAsync(business));
        Assert.Equal((AgentStatus.Provisioning, 1, "Out of order.", "Make the agent"), (agent.Status, sync.Attempts, sync.LastFault, sync.LastCall));
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
        var (business, _) = await ServedAsync(portal, hands);

        await hands.TurnAsync();
        var failed = await portal.AgentAsync(business);
        Assert.Equal((AgentStatus.Failed, "There is no voice 'x'."), (failed.Status, failed.LastError));

        provider.Refusal = null;
        var changed = (await hands.Service.ChangeAsync(TestPortal.Support, failed.Id, new AgentWishes(VoiceId: "y"), failed.RowVersion, Cancel)).Value!;
        Assert.Equal((AgentStatus.Provisioning, null), (changed.Status, changed.LastError));
        await hands.TurnAsync();

        Assert.Equal(AgentStatus.Active, (await portal.AgentAsync(business)).Status);
        Assert.Equal("y", Assert.Single(provider.Agents.Values).VoiceId);
        await portal.AssertSoundAsync();
    }

    [Theory]
    [InlineData("renamed")]
    [InlineData("deleted")]
    [InlineData("unbound")]
    [InlineData("bound elsewhere")]
    public async Task Drift_IsMendedByItself(string drift)
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var hands = new AgentHands(portal, provider);
        var (business, number) = await ServedAsync(portal, hands);
        await hands.SettleAsync();
        Drift(provider, drift, (await portal.AgentAsync(business)).ProviderAgentId!, number);

        await hands.SettleAsync();

        var agent = await portal.AgentAsync(business);
        Assert.Equal((AgentStatus.Active, agent.Name), (agent.Status, Assert.Single(provider.Agents.Values).Name));
        Assert.Equal(agent.ProviderAgentId, provider.Numbers[number]);
        await portal.AssertSoundAsync();
    }

    [Theory]
    [InlineData("renamed", "another name")]
    [InlineData("deleted", "missing")]
    [InlineData("unbound", "does not ring")]
    public async Task Drift_RepairIsOff_IsShownAndMendedByOneClick(string drift, string says)
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var hands = new AgentHands(portal, provider, repairsDrift: false);
        var (business, number) = await ServedAsync(portal, hands);
        await hands.SettleAsync();
        Drift(provider, drift, (await portal.AgentAsync(business)).ProviderAgentId!, number);
        await hands.Sweep.RunAsync(Cancel);
        await hands.TurnAsync();
        var drifted = await portal.AgentAsync(business);
        Assert.Equal(AgentStatus.Drifted, drifted.Status);
        Assert.Contains(says, drifted.LastError, StringComparison.Ordinal);

        Assert.True((await hands.Service.RetryAsync(TestPortal.Support, drifted.Id, null, Cancel)).IsDone);
        await hands.TurnAsync();

        var mended = await portal.AgentAsync(business);
        Assert.Equal((AgentStatus.Active, null), (mended.Status, mended.LastError));
        Assert.Equal(mended.ProviderAgentId, provider.Numbers[number]);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Orphan_OfNoBusinessHere_IsRemoved_AndAnotherInstallationsIsLeftAlone()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var hands = new AgentHands(portal, provider);
        var (business, _) = await ServedAsync(portal, hands);
        await hands.SettleAsync();
        var ours = Assert.Single(provider.Agents.Values);
        provider.Agents["orphan"] = ours with { Id = "orphan", Mark = ours.Mark! with { BusinessId = Guid.NewGuid() } };
        provider.Agents["theirs"] = ours with { Id = "theirs", Mark = ours.Mark! with { Installation = Guid.NewGuid() } };
        provider.Agents["by hand"] = ours with { Id = "by hand", Mark = null };

        await hands.SettleAsync();

        Assert.Equal(["by hand", "theirs", (await portal.AgentAsync(business)).ProviderAgentId!], provider.Agents.Keys.OrderBy(k => k.StartsWith("agent", StringComparison.Ordinal)).ThenBy(k => k));
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
            await hands.Service.CreateAsync(TestPortal.Admin, business, new AgentWishes(), Cancel);

        await Task.WhenAll(hands.TurnAsync(), others.TurnAsync());

        Assert.Equal(20, provider.Agents.Count);
        Assert.Equal(20, provider.Calls.Count(c => c.StartsWith("Create", StringComparison.Ordinal)));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task TwoPeople_MakeTheAgentAtOnce_OneIsTold(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        using var hands = new AgentHands(portal, new UnreliableProvider());
        var business = (await portal.AddBusinessAsync()).Id;

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => hands.Service.CreateAsync(TestPortal.Admin, business, new AgentWishes(), Cancel))));

        Assert.Single(made, m => m.IsDone);
        Assert.All(made.Where(m => !m.IsDone), m => Assert.IsType<Refusal.Taken>(m.Refusal));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task TwoPeople_EditTheAgentAtOnce_TheSecondIsTold(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        using var hands = new AgentHands(portal, new UnreliableProvider());
        var business = (await portal.AddBusinessAsync()).Id;
        var agent = (await hands.Service.CreateAsync(TestPortal.Admin, business, new AgentWishes(), Cancel)).Value!;

        var saved = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => hands.Service.ChangeAsync(TestPortal.Support, agent.Id, new AgentWishes(Name: $"Name {i}"), 1, Cancel))));

        var done = Assert.Single(saved, s => s.IsDone).Value!;
        Assert.Equal(2, done.RowVersion);
        Assert.All(saved.Where(s => !s.IsDone), s => Assert.Equal(2, Assert.IsType<Refusal.Stale>(s.Refusal).CurrentVersion));
        Assert.Equal(done.Name, (await portal.AgentAsync(business)).Name);
    }

    private static void Drift(UnreliableProvider provider, string drift, string id, string number)
    {
        switch (drift)
        {
            case "renamed":
                provider.Agents[id] = provider.Agents[id] with { Name = "Somebody else", Mark = null };
                break;
            case "deleted":
                provider.Agents.TryRemove(id, out _);
                provider.Numbers[number] = null;
                break;
            case "unbound":
                provider.Numbers[number] = null;
                break;
            default:
                provider.Numbers[number] = "agent-of-somebody";
                break;
        }
    }

    private static async Task<(Guid Business, string Number)> ServedAsync(TestPortal portal, AgentHands hands)
    {
        await portal.AddNumbersAsync(1);
        var business = (await portal.AddBusinessAsync()).Id;
        Assert.True((await hands.Service.CreateAsync(TestPortal.Admin, business, new AgentWishes(), Cancel)).IsDone);
        return (business, (await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel)).Value!.PhoneNumber);
    }
}
