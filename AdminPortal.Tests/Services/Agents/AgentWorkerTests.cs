using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Writes;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace AdminPortal.Tests.Services.Agents;

public sealed class AgentWorkerTests(PostgresCluster cluster)
{
    private static readonly AgentSettings s_settings = new(TimeSpan.FromSeconds(60), true, TimeSpan.FromSeconds(1));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Result_CannotBeSaved_IsLoggedAndTheAgentIsReconciledLater()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var (business, _) = await portal.AddAgentAsync();
        var answer = new TaskCompletionSource();
        var provider = new UnreliableProvider { Delay = answer.Task };
        var (writer, clock) = (portal.Get<PortalWriter>(), portal.Get<TimeProvider>());
        var leases = new AgentLeases(portal.Database, writer, provider, s_settings, clock);
        var reconciler = new AgentReconciler(
            provider,
            writer,
            leases,
            portal.Get<InstallationService>(),
            s_settings,
            clock,
            NullLogger<AgentReconciler>.Instance
        );
        var log = new CollectedLog<AgentWorker>();
        using var worker = new AgentWorker(leases, reconciler, portal.Get<ChangeFeed>(), clock, log);
        Assert.True(await worker.BeginAsync(everything: true, Cancel));

        await portal.BreakAsync("ALTER TABLE ai_agents RENAME TO ai_agents_away");
        answer.SetResult();
        await worker.FinishAsync().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await portal.BreakAsync("ALTER TABLE ai_agents_away RENAME TO ai_agents");

        Assert.Contains("The reconciliation of agent", Assert.Single(log.Lines), StringComparison.Ordinal);
        await portal.BreakAsync("UPDATE agent_syncs SET lease_until = lease_until - 60000000");
        Assert.True(await worker.BeginAsync(everything: true, Cancel));
        await worker.FinishAsync().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(AgentStatus.Active, (await portal.AgentAsync(business.Id)).Status);
    }

    /// <summary>Collects log lines.</summary>
    private sealed class CollectedLog<T> : Microsoft.Extensions.Logging.ILogger<T>
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

        public void Log<TState>(
            Microsoft.Extensions.Logging.LogLevel logLevel,
            Microsoft.Extensions.Logging.EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Enqueue(formatter(state, exception));
    }
}
