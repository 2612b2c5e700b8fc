using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Agents;

/// <summary>Keeping the settings that somebody changed at the provider.</summary>
public sealed class AgentAdoptionTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Adopt_ByTwoPeopleAtOnce_KeepsTheProvidersSettings_AndIsRecordedOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider, repairsDrift: false);
        var (business, number) = await background.ServeAsync();
        await background.ReconcileDueAsync();
        var view = await DriftAsync(portal, background, provider, business, "Good evening.");
        var id = (await portal.AgentAsync(business)).Id;

        var adopted = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => background.Service.AdoptAsync(TestPortal.Support, id, view, null, Cancel)))
        );

        Assert.All(adopted, a => Assert.True(a.IsDone, a.ToString()));
        await background.ReconcileDueAsync();
        var agent = await portal.AgentAsync(business);
        Assert.Equal(("Good evening.", AgentStatus.Active, null), (agent.Greeting, agent.Status, agent.LastError));
        Assert.Equal(agent.ProviderAgentId, provider.Numbers[number]);
        await using var db = portal.Database.CreateReadContext();
        var change = await db.AuditEvents.SingleAsync(e => e.Action == "agent.changed", Cancel);
        Assert.Equal("Kept the provider's version", change.Reason);
        Assert.Contains("Good evening.", change.After, StringComparison.Ordinal);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Adopt_AfterAnotherChangeAtTheProvider_IsRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider, repairsDrift: false);
        var (business, _) = await background.ServeAsync();
        await background.ReconcileDueAsync();
        var shown = await DriftAsync(portal, background, provider, business, "Good evening.");
        var greeting = (await portal.AgentAsync(business)).Greeting;
        await DriftAsync(portal, background, provider, business, "Good night.");

        var refused = await background.Service.AdoptAsync(TestPortal.Support, (await portal.AgentAsync(business)).Id, shown, null, Cancel);

        Assert.IsType<Refusal.InvalidTransition>(refused.Refusal);
        Assert.Equal(greeting, (await portal.AgentAsync(business)).Greeting);
    }

    /// <summary>Changes the greeting at the provider, and compares.</summary>
    private static async Task<ProviderView> DriftAsync(
        TestPortal portal,
        AgentBackground background,
        UnreliableProvider provider,
        Guid business,
        string greeting
    )
    {
        var agent = await portal.AgentAsync(business);
        provider.Agents[agent.ProviderAgentId!] = provider.Agents[agent.ProviderAgentId!] with { Greeting = greeting };
        await portal.WakeAgentAsync(agent.Id);
        await background.ReconcileDueAsync();
        Assert.Equal(AgentStatus.Drifted, (await portal.AgentAsync(business)).Status);
        return ProviderView.Parse((await portal.SyncAsync(business)).Seen)!;
    }
}
