using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Businesses;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Agents;

/// <summary>Agents of a test's portal on its own provider, by default the simulated one.</summary>
internal static class PortalAgents
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Adds a business with its agent, which the provider does not have yet.</summary>
    public static async Task<(BusinessRecord Business, AgentRecord Agent)> AddAgentAsync(
        this TestPortal portal,
        string business = "Acme Dental"
    )
    {
        var made = await portal.AddBusinessAsync(business);
        return (made, (await portal.Get<AgentService>().CreateAsync(TestPortal.Admin, made.Id, new AgentConfiguration(), Cancel)).Value!);
    }

    /// <summary>Runs the background work once for everything that is due.</summary>
    public static async Task ReconcileAgentsAsync(this TestPortal portal)
    {
        var worker = portal.Get<AgentWorker>();
        while (!await worker.BeginAsync(everything: true, Cancel))
            await worker.FinishAsync();
        await worker.FinishAsync();
    }

    public static async Task<AiAgent> AgentAsync(this TestPortal portal, Guid business)
    {
        await using var db = portal.Database.CreateReadContext();
        return await db.Agents.SingleAsync(a => a.BusinessId == business, Cancel);
    }

    public static async Task<AgentSync> SyncAsync(this TestPortal portal, Guid business)
    {
        await using var db = portal.Database.CreateReadContext();
        return await db.AgentSyncs.SingleAsync(s => db.Agents.Any(a => a.Id == s.AgentId && a.BusinessId == business), Cancel);
    }

    /// <summary>Makes the agent due, as a comparison with the provider does that found a difference.</summary>
    public static async Task WakeAgentAsync(this TestPortal portal, Guid agent)
    {
        await using var db = portal.Database.CreateDbContext();
        var due = DateTimeOffset.UtcNow.AddMinutes(-1);
        await db.AgentSyncs.Where(s => s.AgentId == agent).ExecuteUpdateAsync(set => set.SetProperty(s => s.DueAt, due), Cancel);
    }
}
