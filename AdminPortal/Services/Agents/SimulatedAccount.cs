using AdminPortal.Data;
using AdminPortal.Data.Records;
using AdminPortal.Providers.Agents;
using AdminPortal.Providers.Agents.Simulated;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Agents;

/// <summary>Keeps the simulated provider's side in tables of this database that nothing else looks at.</summary>
internal sealed class SimulatedAccount(PortalDatabase database, PortalWriter writer, InstallationService installation) : ISimulatedAccount
{
    public async Task<IReadOnlyList<ProvidedAgent>> FindAsync(AgentMark mark, string? id, CancellationToken cancel)
    {
        await using var db = database.CreateReadContext();
        var rows = await db.SimulatedAgents.Where(a => a.BusinessId == mark.BusinessId || a.Id == id).ToListAsync(cancel);
        return rows.ConvertAll(row => Of(row, mark.Installation));
    }

    public async Task<IReadOnlyList<ProvidedAgent>> ListAsync(Guid installationId, CancellationToken cancel)
    {
        // The account is this database's own: no other installation has agents in it.
        if (installationId != await installation.IdAsync(cancel))
            return [];
        await using var db = database.CreateReadContext();
        return (await db.SimulatedAgents.OrderBy(a => a.Id).ToListAsync(cancel)).ConvertAll(row => Of(row, installationId));
    }

    public Task SaveAsync(ProvidedAgent agent, CancellationToken cancel) => WriteAsync(async db =>
    {
        var row = await db.SimulatedAgents.SingleOrDefaultAsync(a => a.Id == agent.Id, cancel);
        if (row is null)
        {
            row = new SimulatedAgent { Id = agent.Id, Name = "", VoiceId = "", Language = "", Greeting = "", Prompt = "" };
            db.SimulatedAgents.Add(row);
        }

        row.BusinessId = agent.Mark!.BusinessId;
        (row.Name, row.VoiceId, row.Language, row.Greeting, row.Prompt) = (agent.Name!, agent.VoiceId!, agent.Language!, agent.Greeting!, agent.Prompt!);
        row.ModifiedAt = agent.ModifiedAt!.Value;
    }, cancel);

    public Task RemoveAsync(string id, CancellationToken cancel) => WriteAsync(async db =>
    {
        await db.SimulatedNumbers.Where(n => n.AgentId == id).ExecuteUpdateAsync(set => set.SetProperty(n => n.AgentId, (string?)null), cancel);
        await db.SimulatedAgents.Where(a => a.Id == id).ExecuteDeleteAsync(cancel);
    }, cancel);

    public async Task<ProvidedNumber?> FindNumberAsync(string number, CancellationToken cancel)
    {
        await using var db = database.CreateReadContext();
        return await db.SimulatedNumbers.SingleOrDefaultAsync(n => n.Number == number, cancel) is { } row ? Of(row) : null;
    }

    public async Task<IReadOnlyList<ProvidedNumber>> ListNumbersAsync(CancellationToken cancel)
    {
        await using var db = database.CreateReadContext();
        return (await db.SimulatedNumbers.Where(n => n.AgentId != null).ToListAsync(cancel)).ConvertAll(Of);
    }

    public Task SetNumberAsync(string number, string? agentId, CancellationToken cancel) => WriteAsync(async db =>
    {
        if (await db.SimulatedNumbers.SingleOrDefaultAsync(n => n.Number == number, cancel) is { } row)
            row.AgentId = agentId;
        else if (agentId is not null)
            db.SimulatedNumbers.Add(new SimulatedNumber { Number = number, AgentId = agentId });
    }, cancel);

    private async Task WriteAsync(Func<PortalDbContext, Task> change, CancellationToken cancel)
    {
        var written = await writer.RunAsync<bool>(Actor.System, async write =>
        {
            await change(write.Db);
            return true;
        }, cancel);
        if (!written.IsDone)
            throw new AgentProviderException(AgentFault.Passing, $"The simulated provider cannot be reached. {written.Refusal.Message}");
    }

    private static ProvidedAgent Of(SimulatedAgent row, Guid installation) => new(
        row.Id, new AgentMark(installation, row.BusinessId), row.Name, row.VoiceId, row.Language, row.Greeting, row.Prompt, null, null, true, row.ModifiedAt);

    private static ProvidedNumber Of(SimulatedNumber row) => new(row.Number, row.AgentId is null ? [] : [row.AgentId]);
}
