using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Agents;
using AdminPortal.Providers.Agents.Simulated;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Agents;

/// <summary>Stores the simulated provider's state in the portal's database.</summary>
internal sealed class SimulatedAccount(SimulatedStorage storage) : ISimulatedAccount
{
    public Task<IReadOnlyList<SimulatedAgentState>> FindAgentsAsync(Guid businessId, string? id, CancellationToken cancel) =>
        ReadAsync<SimulatedAgentState>(
            db =>
                db.SimulatedAgents.Where(a => a.BusinessId == businessId || a.Id == id)
                    .OrderBy(a => a.Id)
                    .Select(a => new SimulatedAgentState(
                        a.Id,
                        a.BusinessId,
                        a.Name,
                        a.VoiceId,
                        a.Language,
                        a.Greeting,
                        a.Prompt,
                        a.ModifiedAt
                    )),
            cancel
        );

    public Task<IReadOnlyList<SimulatedAgentState>> ListAgentsAsync(CancellationToken cancel) =>
        ReadAsync<SimulatedAgentState>(
            db =>
                db.SimulatedAgents.OrderBy(a => a.Id)
                    .Select(a => new SimulatedAgentState(a.Id, a.BusinessId, a.Name, a.VoiceId, a.Language, null, null, a.ModifiedAt)),
            cancel
        );

    public Task AddAgentAsync(SimulatedAgentState agent, CancellationToken cancel) =>
        WriteAsync(
            db =>
            {
                db.SimulatedAgents.Add(
                    new SimulatedAgent
                    {
                        Id = agent.Id,
                        BusinessId = agent.BusinessId,
                        Name = agent.Name,
                        VoiceId = agent.VoiceId,
                        Language = agent.Language,
                        Greeting = agent.Greeting ?? "",
                        Prompt = agent.Prompt ?? "",
                        ModifiedAt = agent.ModifiedAt,
                    }
                );
                return Task.FromResult(true);
            },
            cancel
        );

    public Task<bool> ChangeAgentAsync(SimulatedAgentState agent, CancellationToken cancel) =>
        WriteAsync(
            async db =>
            {
                if (await db.SimulatedAgents.FindAsync([agent.Id], cancel) is not { } row)
                    return false;
                row.BusinessId = agent.BusinessId;
                row.Name = agent.Name;
                row.VoiceId = agent.VoiceId;
                row.Language = agent.Language;
                row.Greeting = agent.Greeting ?? "";
                row.Prompt = agent.Prompt ?? "";
                row.ModifiedAt = agent.ModifiedAt;
                return true;
            },
            cancel
        );

    public Task RemoveAgentAsync(string id, CancellationToken cancel) =>
        WriteAsync(
            async db =>
            {
                db.SimulatedAgents.RemoveRange(await db.SimulatedAgents.Where(a => a.Id == id).ToListAsync(cancel));
                foreach (var number in await db.SimulatedNumbers.Where(n => n.AgentId == id).ToListAsync(cancel))
                    number.AgentId = null;
                return true;
            },
            cancel
        );

    public async Task<ProvidedNumber?> FindNumberAsync(string number, CancellationToken cancel)
    {
        var found = await ReadAsync(db => db.SimulatedNumbers.Where(n => n.Number == number), cancel);
        return found is [var row] ? Provided(row) : null;
    }

    public async Task<IReadOnlyList<ProvidedNumber>> ListNumbersAsync(CancellationToken cancel)
    {
        var ringing = await ReadAsync(db => db.SimulatedNumbers.Where(n => n.AgentId != null).OrderBy(n => n.Number), cancel);
        return [.. ringing.Select(Provided)];
    }

    public Task<bool> RingAsync(string number, string? agentId, CancellationToken cancel) =>
        WriteAsync(
            async db =>
            {
                if (agentId is not null && !await db.SimulatedAgents.AnyAsync(a => a.Id == agentId, cancel))
                    return false;
                var row = await db.SimulatedNumbers.FindAsync([number], cancel);
                if (row is not null)
                    row.AgentId = agentId;
                else if (agentId is not null)
                    db.SimulatedNumbers.Add(new SimulatedNumber { Number = number, AgentId = agentId });
                return true;
            },
            cancel
        );

    private static ProvidedNumber Provided(SimulatedNumber row) => new(row.Number, row.AgentId is { } agent ? [agent] : []);

    private async Task<IReadOnlyList<T>> ReadAsync<T>(Func<PortalDbContext, IQueryable<T>> query, CancellationToken cancel)
    {
        try
        {
            return await storage.ReadAsync(query, cancel);
        }
        catch (DatabaseUnavailableException error)
        {
            throw Unavailable(error);
        }
    }

    private async Task<T> WriteAsync<T>(Func<PortalDbContext, Task<T>> work, CancellationToken cancel)
    {
        try
        {
            return await storage.WriteAsync(work, cancel);
        }
        catch (DatabaseUnavailableException error)
        {
            throw Unavailable(error);
        }
    }

    private static AgentProviderException Unavailable(DatabaseUnavailableException error) =>
        new(AgentFault.Passing, "The simulated provider cannot be used now, because the database cannot.", error);
}
