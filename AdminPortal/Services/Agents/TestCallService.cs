using AdminPortal.Data.Entities;
using AdminPortal.Providers.Agents;
using AdminPortal.Providers.Agents.Simulated;
using AdminPortal.Services.Audit;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Agents;

/// <summary>A test call to place.</summary>
/// <param name="Id">Chosen by the form when it opens: a call is placed once for each id.</param>
/// <param name="To">The phone to call, in any notation.</param>
public sealed record TestCallRequest(Guid Id, string To);

/// <summary>A test call that the provider accepted.</summary>
/// <param name="To">In E.164.</param>
/// <param name="ProviderCallId">The provider's id, under which its events report the call.</param>
/// <param name="IsSimulated">Whether no phone rings.</param>
public sealed record TestCall(Guid Id, string To, string ProviderCallId, bool IsSimulated);

/// <summary>Test calls: a business's agent calls a phone, so that people hear it before their customers do. The call is recorded before the
/// provider is asked, and asked for once: if the answer is lost, the phone may ring all the same.</summary>
public sealed class TestCallService(PortalWriter writer, IAgentProvider provider, NumberReader reader, ILogger<TestCallService> log)
{
    /// <summary>Test calls of one business in an hour, by all its users and staff together.</summary>
    public const int MostPerHour = 5;

    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    /// <summary>Places the call. For admins, support, and the business itself.</summary>
    /// <returns><see cref="TooManyTestCalls"/> beyond the limit; <see cref="AgentProviderFailed"/> if the provider did not place it, or if
    /// that is unknown.</returns>
    public async Task<Outcome<TestCall>> PlaceAsync(Actor actor, Guid businessId, TestCallRequest request, CancellationToken cancel)
    {
        if (!actor.MayActFor(businessId))
            return new Refusal.NotFound("such business");
        var read = reader.ReadCallable(request.To);
        if (!read.IsNumber)
            return new Refusal.Invalid("to", read.Reason);
        var to = read.Number.ToString();
        var planned = await writer.RunAsync<PlannedCall>(actor, write => PlanAsync(write, businessId, request.Id, to, cancel), cancel);
        if (!planned.IsDone)
            return planned.Refusal;

        var call = planned.Value;
        try
        {
            // Not cancelled by a page that closes: the phone rings, and the result must be known.
            var id = await provider.PlaceCallAsync(call.ProviderAgentId, call.From, to, CancellationToken.None);
            return new TestCall(request.Id, to, id, provider.Name == SimulatedAgentProvider.ProviderName);
        }
        catch (AgentProviderException fault)
        {
            log.LogInformation("The test call {Call} was not placed ({Fault}): {Message}", request.Id, fault.Fault, fault.Message);
            await NoteFailureAsync(actor, call.AgentId, request.Id, fault.Message);
            return AgentProviderFailed.OfCall(fault, actor);
        }
    }

    /// <summary>Checks and records the call. Every call raises the agent's version, so of two at once one is repeated on fresh rows and
    /// sees the other: neither the id nor the limit can be used twice.</summary>
    private async Task<Outcome<PlannedCall>> PlanAsync(PortalWrite write, Guid businessId, Guid id, string to, CancellationToken cancel)
    {
        if (await write.Db.Businesses.AsNoTracking().SingleOrDefaultAsync(b => b.Id == businessId, cancel) is not { } business)
            return new Refusal.NotFound("such business");
        if (await write.Db.Agents.SingleOrDefaultAsync(a => a.BusinessId == businessId, cancel) is not { } agent)
            return new Refusal.InvalidTransition($"{business.Name} has no agent yet.");
        var sync = await write.Db.AgentSyncs.SingleAsync(s => s.AgentId == agent.Id, cancel);
        if (business.PhoneNumber is not { } from)
            return new Refusal.InvalidTransition($"{business.Name} has no number yet, and its agent calls from there.");
        if (agent.IsPaused)
            return new Refusal.InvalidTransition("The agent is paused. Resume it first.");
        if (agent.ProviderAgentId is not { } there || agent.Provider != provider.Name || sync.BoundNumber != from)
            return new Refusal.InvalidTransition("The agent is still being set up. Try again in a minute.");

        // Two agents that talk to each other do not hang up.
        if (await write.Db.Numbers.AnyAsync(n => n.Number == to, cancel))
            return new Refusal.Invalid("to", "This is an agent's number. Enter a phone that you can answer.");

        var since = write.Now - s_hour;
        var recent = await write
            .Db.AuditEvents.AsNoTracking()
            .Where(e => e.RecordId == agent.Id && e.Action == AuditActions.AgentTestCalled && e.At > since)
            .OrderBy(e => e.Id)
            .Select(e => new { e.At, e.After })
            .ToListAsync(cancel);
        if (recent.Any(e => e.After!.Contains($"{id:D}", StringComparison.Ordinal)))
            return new Refusal.InvalidTransition("This test call was placed already.");
        if (recent.Count >= MostPerHour)
            return new TooManyTestCalls(MostPerHour, recent[^MostPerHour].At - since);

        write.AuditAgent(AuditActions.AgentTestCalled, agent, null, new { to_number = to, test_call = id.ToString("D") });
        await RaiseAsync(write, agent, sync, cancel);
        return new PlannedCall(agent.Id, there, from);
    }

    private async Task NoteFailureAsync(Actor actor, Guid agentId, Guid id, string problem)
    {
        var noted = await writer.RunAsync<bool>(
            actor,
            async write =>
            {
                if (await write.Db.Agents.SingleOrDefaultAsync(a => a.Id == agentId) is not { } agent)
                    return false;
                var sync = await write.Db.AgentSyncs.SingleAsync(s => s.AgentId == agentId);
                write.AuditAgent(AuditActions.AgentTestCallFailed, agent, null, new { problem, test_call = id.ToString("D") });
                await RaiseAsync(write, agent, sync, CancellationToken.None);
                return true;
            },
            CancellationToken.None
        );
        if (!noted.IsDone)
            log.LogWarning("The failure of the test call {Call} could not be recorded: {Why}", id, noted.Refusal.Message);
    }

    /// <summary>Raises the agent's version without a change for the provider.</summary>
    private static async Task RaiseAsync(PortalWrite write, AiAgent agent, AgentSync sync, CancellationToken cancel)
    {
        var isInSync = sync.AgentVersion == agent.RowVersion;
        write.Db.Entry(agent).Property(a => a.RowVersion).IsModified = true;
        await write.SaveAsync(cancel);
        if (isInSync)
            sync.AgentVersion = agent.RowVersion;
    }

    private sealed record PlannedCall(Guid AgentId, string ProviderAgentId, string From);
}
