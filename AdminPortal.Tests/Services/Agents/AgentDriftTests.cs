using AdminPortal.Data.Entities;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Agents;

/// <summary>Changes and leftovers at the provider are found and repaired.</summary>
public sealed class AgentDriftTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("renamed")]
    [InlineData("deleted")]
    [InlineData("unbound")]
    [InlineData("bound elsewhere")]
    public async Task Drift_IsRepairedAutomatically(string drift)
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider);
        var (business, number) = await background.ServeAsync();
        await background.SettleAsync();
        Drift(provider, drift, (await portal.AgentAsync(business)).ProviderAgentId!, number);

        await background.SettleAsync();

        var agent = await portal.AgentAsync(business);
        Assert.Equal((AgentStatus.Active, agent.Name), (agent.Status, Assert.Single(provider.Agents.Values).Name));
        Assert.Equal(agent.ProviderAgentId, provider.Numbers[number]);
        await portal.AssertSoundAsync();
    }

    [Theory]
    [InlineData("renamed", "Different at the provider: name")]
    [InlineData("deleted", "missing")]
    [InlineData("unbound", "is not bound")]
    public async Task Drift_RepairIsOff_IsShownAndRepairedOnRequest(string drift, string says)
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider, repairsDrift: false);
        var (business, number) = await background.ServeAsync();
        await background.SettleAsync();
        Drift(provider, drift, (await portal.AgentAsync(business)).ProviderAgentId!, number);
        await background.Sweep.RunAsync(Cancel);
        await background.ReconcileDueAsync();
        var drifted = await portal.AgentAsync(business);
        Assert.Equal(AgentStatus.Drifted, drifted.Status);
        Assert.Contains(says, drifted.LastError, StringComparison.Ordinal);

        Assert.True((await background.Service.RetryAsync(TestPortal.Support, drifted.Id, null, Cancel)).IsDone);
        await background.ReconcileDueAsync();

        var mended = await portal.AgentAsync(business);
        Assert.Equal((AgentStatus.Active, null), (mended.Status, mended.LastError));
        Assert.Equal(mended.ProviderAgentId, provider.Numbers[number]);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task OrphanedAgent_IsRemoved_AndOneOfAnotherInstallationIsNot()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider);
        var (business, _) = await background.ServeAsync();
        await background.SettleAsync();
        var ours = Assert.Single(provider.Agents.Values);
        provider.Agents["orphan"] = ours with { Id = "orphan", Mark = ours.Mark! with { BusinessId = Guid.NewGuid() } };
        provider.Agents["theirs"] = ours with { Id = "theirs", Mark = ours.Mark! with { Installation = Guid.NewGuid() } };
        provider.Agents["by hand"] = ours with { Id = "by hand", Mark = null };

        await background.SettleAsync();

        Assert.Equal(
            ["by hand", "theirs", (await portal.AgentAsync(business)).ProviderAgentId!],
            provider.Agents.Keys.OrderBy(k => k.StartsWith("agent", StringComparison.Ordinal)).ThenBy(k => k)
        );
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
}
