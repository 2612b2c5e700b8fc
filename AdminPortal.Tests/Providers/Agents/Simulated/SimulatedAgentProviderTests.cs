using AdminPortal.Providers.Agents;
using AdminPortal.Providers.Agents.Simulated;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Providers.Agents.Simulated;

/// <summary>The simulated provider fulfils the contract.</summary>
public sealed class SimulatedContractTests(PostgresCluster cluster) : AgentProviderContract
{
    private TestPortal _portal = null!;

    private protected override async Task<IAgentProvider> StartAsync()
    {
        _portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        return _portal.Get<IAgentProvider>();
    }

    protected override async Task<string> AddAgentAsync(AgentMark mark)
    {
        var id = $"sim_{Guid.CreateVersion7():N}";
        await _portal
            .Get<ISimulatedAccount>()
            .AddAgentAsync(new(id, mark.BusinessId, "Twin", "voice", "en-US", "", "", DateTimeOffset.UnixEpoch), Cancel);
        return id;
    }

    public override ValueTask DisposeAsync() => _portal.DisposeAsync();
}

/// <summary>Specific behaviour of the simulated provider: storage, delay and failure rate.</summary>
public sealed class SimulatedAgentProviderTests(PostgresCluster cluster)
{
    private static readonly AgentSpec s_wanted = new("Acme assistant", "11labs-Adrian", "en-US", "Hello", "Answer.");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [OnEachDatabase]
    public async Task Account_IsSharedByPortalsOnOneDatabase(TestDatabase database)
    {
        await using var portal = await TestPortal.StartAsync(database, cluster);
        var mark = new AgentMark(Guid.CreateVersion7(), Guid.CreateVersion7());
        var made = await portal.Get<IAgentProvider>().CreateAgentAsync(mark, s_wanted, Cancel);
        await portal.Get<IAgentProvider>().BindAsync("+18005550100", made.Id, mark, Cancel);

        await using var another = await portal.StartAnotherAsync();
        var provider = another.Get<IAgentProvider>();
        Assert.Equal(made.Id, Assert.Single(await provider.FindAgentsAsync(mark, null, Cancel)).Id);
        Assert.Equal([made.Id], (await provider.FindNumberAsync("+18005550100", Cancel))!.AgentIds);

        await provider.DeleteAgentAsync(made.Id, Cancel);
        Assert.Empty((await portal.Get<IAgentProvider>().FindNumberAsync("+18005550100", Cancel))!.AgentIds!);
    }

    [Theory]
    [OnEachDatabase]
    public async Task Requests_Concurrent_AreAllDone(TestDatabase database)
    {
        await using var portal = await TestPortal.StartAsync(database, cluster);
        var provider = portal.Get<IAgentProvider>();
        var installation = Guid.CreateVersion7();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 40),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel },
            async (i, cancel) =>
            {
                var mark = new AgentMark(installation, Guid.CreateVersion7());
                var agent = await provider.CreateAgentAsync(mark, s_wanted, cancel);
                await provider.UpdateAgentAsync(agent, mark, s_wanted with { Name = $"Agent {i}" }, cancel);
                // The last two digits are shared: some callers bind the same number.
                await provider.BindAsync($"+180055501{i % 20:00}", agent.Id, mark, cancel);
            }
        );

        Assert.Equal(40, await provider.ListAgentsAsync(installation, Cancel).Select(a => a.Name).Distinct().CountAsync(Cancel));
        Assert.Equal(20, await provider.ListNumbersAsync(Cancel).CountAsync(Cancel));
    }

    [Fact]
    public async Task Failures_AllRequests_HalfTakeEffectAndAreReportedAsUnknown()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var account = portal.Get<ISimulatedAccount>();
        var provider = new SimulatedAgentProvider(account, new SimulatedSettings(TimeSpan.Zero, 100), TimeProvider.System, new Random(7));
        var acted = new Dictionary<AgentFault, int>();

        for (var i = 0; i < 40; i++)
        {
            var mark = new AgentMark(Guid.Empty, Guid.CreateVersion7());
            var fault = await Assert.ThrowsAsync<AgentProviderException>(() => provider.CreateAgentAsync(mark, s_wanted, Cancel));
            var isThere = (await account.FindAgentsAsync(mark.BusinessId, null, Cancel)).Count == 1;
            Assert.Equal(isThere ? AgentFault.Unknown : AgentFault.Passing, fault.Fault);
            acted[fault.Fault] = acted.GetValueOrDefault(fault.Fault) + 1;
        }

        Assert.InRange(acted[AgentFault.Unknown], 10, 30);
        Assert.InRange(acted[AgentFault.Passing], 10, 30);
    }

    [Fact]
    public async Task Failures_OfRepeatableRequests_AreTemporary()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new SimulatedAgentProvider(
            portal.Get<ISimulatedAccount>(),
            new SimulatedSettings(TimeSpan.Zero, 100),
            TimeProvider.System,
            new Random(7)
        );

        for (var i = 0; i < 10; i++)
            Assert.Equal(
                AgentFault.Passing,
                (await Assert.ThrowsAsync<AgentProviderException>(() => provider.UnbindAsync("+18005550100", "sim_1", Cancel))).Fault
            );
    }

    [Fact]
    public async Task Failures_ThirtyPercent_FailAboutThatOften()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new SimulatedAgentProvider(
            portal.Get<ISimulatedAccount>(),
            new SimulatedSettings(TimeSpan.Zero, 30),
            TimeProvider.System,
            new Random(7)
        );
        var failed = 0;
        for (var i = 0; i < 200; i++)
        {
            try
            {
                await provider.FindNumberAsync("+18005550100", Cancel);
            }
            catch (AgentProviderException)
            {
                failed++;
            }
        }

        Assert.InRange(failed, 40, 80);
    }

    [Fact]
    public async Task Delay_IsAppliedToRequests()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var clock = new FakeTimeProvider();
        var provider = new SimulatedAgentProvider(
            portal.Get<ISimulatedAccount>(),
            new SimulatedSettings(SimulatedSettings.StandardDelay, 0),
            clock,
            new Random(7)
        );

        var call = provider.FindNumberAsync("+18005550100", Cancel);
        clock.Advance(TimeSpan.FromMilliseconds(299));
        Assert.False(call.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await call);
    }

    [Fact]
    public async Task Requests_DatabaseUnavailable_FailAsATemporaryProviderFault()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        using var turn = await portal.Get<AdminPortal.Data.WriteGate>().EnterAsync(Cancel);

        var fault = await Assert.ThrowsAsync<AgentProviderException>(() => portal.Get<IAgentProvider>().DeleteAgentAsync("sim_1", Cancel));
        Assert.Equal(AgentFault.Passing, fault.Fault);
    }
}
