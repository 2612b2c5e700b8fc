using AdminPortal.Data;
using AdminPortal.Providers.Agents;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Agents;

/// <summary>Compares everything at the provider with the database: orphaned agents are deleted (or shown, if drift is not repaired), and
/// agents that are missing, duplicated, renamed, bound to a wrong number, or there though their business is closed, become due. Agents
/// themselves are changed only under their lease.</summary>
internal sealed class AgentSweep(
    PortalDatabase database,
    PortalWriter writer,
    IAgentProvider provider,
    InstallationService installation,
    AgentSettings settings,
    OrphanedAgents leftovers,
    TimeProvider clock,
    ILogger<AgentSweep> log
)
{
    /// <summary>Agents that one sweep reads in full, the longest unread first: a list does not contain all fields.</summary>
    private const int Deep = 20;

    /// <summary>An agent that was read in full more recently is skipped.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromMinutes(30);

    /// <summary>
    /// An unused part may be about to be used until it is this old. A provider with slower requests keeps it longer.
    /// </summary>
    private static readonly TimeSpan s_partAge = TimeSpan.FromSeconds(30);

    /// <summary>
    /// One sweep; null when the provider could not be read or refused a deletion. The next sweep repeats it.
    /// </summary>
    public async Task<AgentSweepResult?> RunAsync(CancellationToken cancel)
    {
        try
        {
            return await CompareAsync(cancel);
        }
        catch (AgentProviderException fault)
        {
            log.LogWarning("The agent sweep failed: {Message}", fault.Message);
            return null;
        }
    }

    /// <summary>Repeats the sweep with a growing delay until one succeeds.</summary>
    public async Task RunUntilDoneAsync(CancellationToken cancel)
    {
        for (var attempts = 1; await RunAsync(cancel) is null; attempts++)
            await Task.Delay(Backoff.After(attempts, null, settings.ReconcileInterval), clock, cancel);
    }

    private async Task<AgentSweepResult?> CompareAsync(CancellationToken cancel)
    {
        var id = await installation.IdAsync(cancel);

        // The provider first: every agent is in the database before it is created there.
        var agents = await provider.ListAgentsAsync(id, cancel).ToListAsync(cancel);
        var numbers = await provider.ListNumbersAsync(cancel).ToListAsync(cancel);
        var ours = await OursAsync(cancel);

        // First what only concerns the database, so that a refused request does not keep an agent from becoming due.
        var due = Differing(agents, numbers, ours).ToHashSet();
        due.UnionWith(
            ours.Values.Where(o => o.IsSettled && o.SeenAt < clock.GetUtcNow() - s_fresh)
                .OrderBy(o => o.SeenAt)
                .Take(Deep)
                .Select(o => o.AgentId)
        );
        await NoteOtherNumbersAsync(numbers, ours, cancel);
        await WakeAsync(due, cancel);
        var orphans = agents
            .Where(a =>
                a.Mark is { } mark
                && (
                    !ours.TryGetValue(mark.BusinessId, out var one)
                    || (one is { IsClosed: true, IsSettled: true } && !settings.RepairsDrift)
                )
            )
            .ToList();
        if (!settings.RepairsDrift)
        {
            leftovers.Note(orphans);
            return new AgentSweepResult(0, due.Count);
        }

        var (removed, kept) = await RemoveOrphansAsync(orphans, cancel);
        removed += await provider.RemoveUnusedPartsAsync(id, s_partAge, cancel);
        if (removed > 0 || due.Count > 0)
            log.LogInformation(
                "Compared {Count} agents with the provider: {Removed} orphans deleted, {Due} agents due",
                agents.Count,
                removed,
                due.Count
            );
        return kept == 0 ? new AgentSweepResult(removed, due.Count) : null;
    }

    private async Task<Dictionary<Guid, Ours>> OursAsync(CancellationToken cancel)
    {
        await using var db = database.CreateReadContext();
        var name = provider.Name;
        return await (
            from a in db.Agents
            join b in db.Businesses on a.BusinessId equals b.Id
            join s in db.AgentSyncs on a.Id equals s.AgentId
            select new Ours(
                a.Id,
                a.BusinessId,
                b.ClosedAt != null,
                a.Provider == name ? a.ProviderAgentId : null,
                a.Name,
                a.VoiceId,
                a.Language,
                a.Greeting,
                a.Prompt,
                a.OpeningHours,
                a.IsPaused ? null : b.PhoneNumber,
                s.BoundNumber,
                s.SeenAt,
                s.Seen,
                s.DueAt == null
                    && s.LeaseUntil == null
                    && s.AgentVersion == a.RowVersion
                    && s.BusinessVersion == b.RowVersion
                    && a.Provider == name
            )
        ).ToDictionaryAsync(o => o.BusinessId, cancel);
    }

    /// <summary>
    /// Deletes agents with our mark whose business has no agent here. Returns how many were deleted and how many were refused.
    /// </summary>
    private async Task<(int Removed, int Kept)> RemoveOrphansAsync(List<ProvidedAgent> orphans, CancellationToken cancel)
    {
        var (removed, kept) = (0, 0);
        foreach (var orphan in orphans)
        {
            try
            {
                await provider.DeleteAgentAsync(orphan.Id, cancel);
                log.LogInformation("Deleted the orphaned agent {Agent}", orphan.Id);
                removed++;
            }
            catch (AgentProviderException fault)
            {
                log.LogWarning("The orphaned agent {Agent} could not be deleted: {Message}", orphan.Id, fault.Message);
                kept++;
            }
        }

        return (removed, kept);
    }

    /// <summary>Agents that drifted at the provider. Agents in progress find out on their own.</summary>
    private static IEnumerable<Guid> Differing(List<ProvidedAgent> agents, List<ProvidedNumber> numbers, Dictionary<Guid, Ours> ours)
    {
        var there = agents.Where(a => a.Mark is not null).ToLookup(a => a.Mark!.BusinessId);
        var rings = numbers.ToDictionary(n => n.Number);
        foreach (var one in ours.Values.Where(o => o is { IsClosed: true, IsSettled: true } && there.Contains(o.BusinessId)))
            yield return one.AgentId;
        foreach (var one in ours.Values.Where(o => o.IsSettled && o.ProviderAgentId is not null))
        {
            var isAsLeft = there[one.BusinessId].ToList() is [var only] && only.Id == one.ProviderAgentId && one.IsAs(only);

            // A number whose binding the provider does not report counts as unchanged.
            var isBound =
                one.Number is null
                || (rings.TryGetValue(one.Number, out var who) && (who.AgentIds is null || who.RingsOnly(one.ProviderAgentId!)));
            if (!isAsLeft || !isBound)
                yield return one.AgentId;
        }
    }

    /// <summary>Numbers bound to one of our agents in addition to its own. One that its business held comes from a lost response and is
    /// unbound under the agent's lease. Any other is a person's decision: it is shown and unbound on request.</summary>
    private async Task NoteOtherNumbersAsync(List<ProvidedNumber> numbers, Dictionary<Guid, Ours> ours, CancellationToken cancel)
    {
        var byAgent = (from n in numbers from agent in n.AgentIds ?? [] select (Agent: agent, n.Number)).ToLookup(
            p => p.Agent,
            p => p.Number
        );
        foreach (var owner in ours.Values.Where(o => o.IsSettled && o.ProviderAgentId is not null))
        {
            var others = byAgent[owner.ProviderAgentId!]
                .Where(n => n != owner.Number && n != owner.BoundNumber)
                .Distinct()
                .Order(StringComparer.Ordinal)
                .ToList();
            var known = ProviderView.Parse(owner.Seen)?.OtherNumbers ?? [];
            if (others.SequenceEqual(known, StringComparer.Ordinal))
                continue;
            await writer.RunAsync<bool>(
                Actor.System,
                async write =>
                {
                    var held = settings.RepairsDrift
                        ? await write
                            .Db.Assignments.Where(a => a.BusinessId == owner.BusinessId && others.Contains(a.Number))
                            .Select(a => a.Number)
                            .FirstOrDefaultAsync(cancel)
                        : null;
                    if (
                        await write.Db.AgentSyncs.SingleOrDefaultAsync(s => s.AgentId == owner.AgentId && s.LeaseUntil == null, cancel)
                        is not { Seen: { } seen } sync
                    )
                        return false;

                    // The rest is done under the agent's lease.
                    sync.Seen = (ProviderView.Parse(seen)! with { OtherNumbers = [.. others.Where(n => n != held)] }).ToJson();
                    sync.BoundNumber = held ?? sync.BoundNumber;
                    sync.DueAt = write.Now;
                    return true;
                },
                cancel
            );
        }
    }

    private async Task WakeAsync(HashSet<Guid> due, CancellationToken cancel)
    {
        if (due.Count == 0)
            return;
        await writer.RunAsync<bool>(
            Actor.System,
            async write =>
            {
                foreach (var some in due.Chunk(500))
                    await write
                        .Db.AgentSyncs.Where(s => some.Contains(s.AgentId) && s.DueAt == null)
                        .ExecuteUpdateAsync(set => set.SetProperty(s => s.DueAt, write.Now), cancel);
                write.Touch(ChangeKind.Agents);
                return true;
            },
            cancel
        );
    }

    /// <summary>One agent in the database.</summary>
    /// <param name="Number">The number that it should be bound to.</param>
    /// <param name="IsSettled">Whether the database knows of nothing to do for it.</param>
    private sealed record Ours(
        Guid AgentId,
        Guid BusinessId,
        bool IsClosed,
        string? ProviderAgentId,
        string Name,
        string? VoiceId,
        string? Language,
        string? Greeting,
        string? Prompt,
        string? OpeningHours,
        string? Number,
        string? BoundNumber,
        DateTimeOffset? SeenAt,
        string? Seen,
        bool IsSettled
    )
    {
        public bool IsAs(ProvidedAgent there) => ProviderView.Parse(Seen)?.OtherEngine is not null || IsAsOurs(there);

        private bool IsAsOurs(ProvidedAgent there) =>
            Same(there.Name, Name)
            && Same(there.VoiceId, VoiceId)
            && Same(there.Language, Language)
            && Same(there.Greeting, Greeting)
            && Same(there.Prompt, OpeningHoursPrompt.Compose(Prompt ?? "", Agents.OpeningHours.Parse(OpeningHours)))
            && there.IsPublished != false;

        private static bool Same(string? theirs, string? ours) => theirs is null || ours is null || theirs == ours;
    }
}

/// <summary>The result of a sweep.</summary>
/// <param name="Removed">Deleted agents and parts.</param>
/// <param name="Due">Agents that became due because something differs.</param>
internal sealed record AgentSweepResult(int Removed, int Due);
