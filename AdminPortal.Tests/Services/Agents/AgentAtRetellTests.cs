using AdminPortal.Data.Entities;
using AdminPortal.Providers.Agents;
using AdminPortal.Services.Agents;
using AdminPortal.Tests.Providers.Agents.Retell;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Agents;

/// <summary>Reconciliation in difficult situations at Retell.</summary>
public sealed class AgentAtRetellTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CreatedButUnpublished_WhileListsLag_IsNotCreatedAgain()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await using var retell = await RetellPortal.StartAsync();
        using var background = new AgentBackground(portal, retell.Provider);
        retell.Stub.ListsLag = true;
        retell.Stub.Faults.Next("POST /publish-agent-version", CallFault.Fail, times: 3);
        var (business, number) = await background.ServeAsync();

        await background.ReconcileDueAsync();
        Assert.Equal(AgentStatus.Provisioning, (await portal.AgentAsync(business)).Status);
        Assert.Equal(1, (await portal.SyncAsync(business)).Attempts);
        while ((await portal.AgentAsync(business)).Status != AgentStatus.Active)
        {
            await Task.Delay(50, Cancel);
            await background.ReconcileDueAsync();
        }

        Assert.Single(retell.Stub.Calls, c => c.Route == "POST /create-agent");
        var agent = Assert.Single(retell.Stub.Agents);
        Assert.Equal((agent.Id, true), ((await portal.AgentAsync(business)).ProviderAgentId, agent.IsPublished));
        Assert.Equal([agent.Id], retell.Stub.Numbers.Single(n => n.Number == number).AgentIds);
    }

    [Fact]
    public async Task BusinessNamedLikeAMark_HasOneAgent()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await using var retell = await RetellPortal.StartAsync();
        using var background = new AgentBackground(portal, retell.Provider);
        var business = (await portal.AddBusinessAsync($"{new AgentMark(Guid.CreateVersion7(), Guid.CreateVersion7())}")).Id;
        Assert.True((await background.Service.CreateAsync(TestPortal.Admin, business, new AgentConfiguration(), Cancel)).IsDone);

        await background.SettleAsync();
        await background.SettleAsync();

        Assert.Equal(Assert.Single(retell.Stub.Agents).Id, (await portal.AgentAsync(business)).ProviderAgentId);
        Assert.Single(retell.Stub.Calls, c => c.Route == "POST /create-agent");
    }

    [Fact]
    public async Task UndeletableOrphan_DoesNotBlockOtherRepairs()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await using var retell = await RetellPortal.StartAsync();
        using var background = new AgentBackground(portal, retell.Provider);
        var (business, number) = await background.ServeAsync();
        await background.SettleAsync();
        var installation = await portal.Get<InstallationService>().IdAsync(Cancel);
        var orphans = Enumerable
            .Range(0, 2)
            .Select(_ => retell.Stub.AddAgent(new AgentMark(installation, Guid.CreateVersion7()).NameFor("Orphan")).Id)
            .ToList();
        retell.Stub.Faults.Next($"DELETE /delete-agent/{orphans[0]}", CallFault.Fail, times: 1000);
        retell.Stub.SetNumber(number);

        Assert.Null(await background.Sweep.RunAsync(Cancel));
        await background.ReconcileDueAsync();

        Assert.Equal([(await portal.AgentAsync(business)).ProviderAgentId!], retell.Stub.Numbers.Single().AgentIds);
        Assert.DoesNotContain(retell.Stub.Agents, a => a.Id == orphans[1]);
        retell.Stub.Faults.Clear();
        await background.SettleAsync();
        Assert.Single(retell.Stub.Agents);
    }

    [Fact]
    public async Task AgentWithoutAWebhook_GetsOneAfterAComparison()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await using var retell = await RetellPortal.StartAsync(webhook: new Uri("https://portal.example.com/api/webhooks/retell"));
        using var background = new AgentBackground(portal, retell.Provider);
        var (business, _) = await background.ServeAsync();
        await background.SettleAsync();
        var agent = Assert.Single(retell.Stub.Agents);
        retell.Stub.ChangeAgent(agent.Id, a => a with { WebhookUrl = null, WebhookEvents = [] });

        await background.Service.RetryAsync(TestPortal.Support, (await portal.AgentAsync(business)).Id, null, Cancel);
        await background.ReconcileDueAsync();

        Assert.Equal("https://portal.example.com/api/webhooks/retell", Assert.Single(retell.Stub.Agents).WebhookUrl);
    }
}
