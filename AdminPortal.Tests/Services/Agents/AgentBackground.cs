using AdminPortal.Providers.Agents;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Provisioning;
using AdminPortal.Services.Writes;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace AdminPortal.Tests.Services.Agents;

/// <summary>The background work for the agents of one portal, step by step, with a test provider.</summary>
internal sealed class AgentBackground : IDisposable
{
    private readonly TestPortal _portal;
    private readonly AgentWorker _worker;
    private readonly CancellationTokenSource _stop = new();

    public AgentBackground(TestPortal portal, IAgentProvider provider, bool repairsDrift = true)
    {
        _portal = portal;
        var settings = new AgentSettings(TimeSpan.FromSeconds(1), repairsDrift, TimeSpan.FromSeconds(1));
        var clock = portal.Get<TimeProvider>();
        var installation = portal.Get<InstallationService>();
        var leases = new AgentLeases(portal.Database, portal.Get<PortalWriter>(), provider, settings, clock);
        var reconciler = new AgentReconciler(
            provider,
            portal.Get<PortalWriter>(),
            leases,
            installation,
            settings,
            clock,
            NullLogger<AgentReconciler>.Instance
        );
        _worker = new AgentWorker(leases, reconciler, portal.Get<ChangeFeed>(), clock, NullLogger<AgentWorker>.Instance);
        Leftovers = new OrphanedAgents(provider, portal.Get<ChangeFeed>(), NullLogger<OrphanedAgents>.Instance);
        Sweep = new AgentSweep(
            portal.Database,
            portal.Get<PortalWriter>(),
            provider,
            installation,
            settings,
            Leftovers,
            clock,
            NullLogger<AgentSweep>.Instance
        );
        Service = new AgentService(portal.Database, portal.Get<PortalReader>(), portal.Get<PortalWriter>(), provider);
    }

    public AgentSweep Sweep { get; }

    public OrphanedAgents Leftovers { get; }

    public AgentService Service { get; }

    /// <summary>Adds a business with its agent and its number, which the provider does not have yet.</summary>
    public async Task<(Guid Business, string Number)> ServeAsync()
    {
        await _portal.AddNumbersAsync(1);
        var business = (await _portal.AddBusinessAsync()).Id;
        Assert.True(
            (await Service.CreateAsync(TestPortal.Admin, business, new AgentConfiguration(), TestContext.Current.CancellationToken)).IsDone
        );
        return (
            business,
            (await _portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, TestContext.Current.CancellationToken))
                .Value!
                .PhoneNumber
        );
    }

    /// <summary>Reconciles every agent that is due, once, and waits for it.</summary>
    public async Task ReconcileDueAsync()
    {
        while (!await _worker.BeginAsync(everything: true, _stop.Token))
            await _worker.FinishAsync();
        await _worker.FinishAsync();
    }

    /// <summary>Continues until nothing is left to do.</summary>
    public async Task SettleAsync()
    {
        for (var round = 0; round < 100; round++)
        {
            await ReconcileDueAsync();
            if (await Sweep.RunAsync(_stop.Token) is { Removed: 0, Due: 0 } && await IsIdleAsync())
                return;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Fail("The agents do not settle.");
    }

    /// <summary>Stops like a killed process: work in progress is aborted.</summary>
    public async Task KillAsync()
    {
        await _stop.CancelAsync();
        await _worker.FinishAsync();
    }

    public void Dispose()
    {
        _worker.Dispose();
        _stop.Dispose();
    }

    private async Task<bool> IsIdleAsync()
    {
        await using var db = _portal.Database.CreateReadContext();
        return !await db.AgentSyncs.AnyAsync(s => s.DueAt != null || s.LeaseOwner != null, TestContext.Current.CancellationToken);
    }
}
