using AdminPortal.Data;
using AdminPortal.Providers.Agents;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Agents;

/// <summary>
/// Compares the whole of the provider's side with ours: agents that nobody here has are removed (or shown, where repairs are off), and
/// agents that are missing, double, renamed or rung by the wrong number get their turn. It changes nothing of an agent itself: that is
/// done under the agent's lease.
/// </summary>
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
    /// <summary>Agents looked at whole in one sweep, whichever were not for the longest: a list does not tell all of an agent.</summary>
    private const int Deep = 20;

    /// <summary>An agent that was seen whole more recently is not looked at for nothing.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromMinutes(30);

    /// <summary>
    /// A part that no agent uses may be about to be used; older than this it is not. A provider whose calls take longer keeps it longer.
    /// </summary>
    private static readonly TimeSpan s_partAge = TimeSpan.FromSeconds(30);

    /// <summary>
    /// One comparison; null when the provider could not be read, or did not do all that was asked, which the next one makes good.
    /// </summary>
    public async Task<AgentSweepResult?> RunAsync(CancellationToken cancel)
    {
        try
        {
            return await CompareAsync(cancel);
        }
        catch (AgentProviderException fault)
        {
            log.LogWarning("The provider could not be compared with: {Message}", fault.Message);
            return null;
        }
    }

    /// <summary>Compares, again and again after a growing pause, until one comparison could be finished.</summary>
    public async Task RunUntilDoneAsync(CancellationToken cancel)
    {
        for (var attempts = 1; await RunAsync(cancel) is null; attempts++)
            await Task.Delay(Backoff.After(attempts, null, settings.ReconcileInterval), clock, cancel);
    }

    private async Task<AgentSweepResult?> CompareAsync(CancellationToken cancel)
    {
        var id = await installation.IdAsync(cancel);

        // The provider first: whatever it has was in our tables before it was made there.
        var agents = await provider.ListAgentsAsync(id, cancel).ToListAsync(cancel);
        var numbers = await provider.ListNumbersAsync(cancel).ToListAsync(cancel);
        var ours = await OursAsync(cancel);

        // What only takes note here comes first: nothing that the provider refuses keeps an agent from its turn.
        var due = Differing(agents, numbers, ours).ToHashSet();
        due.UnionWith(
            ours.Values.Where(o => o.IsSettled && o.SeenAt < clock.GetUtcNow() - s_fresh)
                .OrderBy(o => o.SeenAt)
                .Take(Deep)
                .Select(o => o.AgentId)
        );
        await NoteOtherNumbersAsync(numbers, ours, cancel);
        await WakeAsync(due, cancel);
        var orphans = agents.Where(a => a.Mark is { } mark && !ours.ContainsKey(mark.BusinessId)).ToList();
        if (!settings.RepairsDrift)
        {
            leftovers.Note(orphans);
            return new AgentSweepResult(0, due.Count);
        }

        var (removed, kept) = await RemoveOrphansAsync(orphans, cancel);
        removed += await provider.RemoveUnusedPartsAsync(id, s_partAge, cancel);
        if (removed > 0 || due.Count > 0)
            log.LogInformation(
                "Compared {Count} agents with the provider: {Removed} orphans removed, {Due} to be looked at",
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
                a.Provider == name ? a.ProviderAgentId : null,
                a.Name,
                a.VoiceId,
                a.Language,
                a.Greeting,
                a.Prompt,
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
    /// Removes agents that carry our mark for a business that has none here. Returns how many, and how many the provider would not remove
    /// now.
    /// </summary>
    private async Task<(int Removed, int Kept)> RemoveOrphansAsync(List<ProvidedAgent> orphans, CancellationToken cancel)
    {
        var (removed, kept) = (0, 0);
        foreach (var orphan in orphans)
        {
            try
            {
                await provider.DeleteAgentAsync(orphan.Id, cancel);
                log.LogInformation("Removed the agent {Agent}, which no business here has", orphan.Id);
                removed++;
            }
            catch (AgentProviderException fault)
            {
                log.LogWarning("The agent {Agent}, which no business here has, could not be removed: {Message}", orphan.Id, fault.Message);
                kept++;
            }
        }

        return (removed, kept);
    }

    /// <summary>Agents whose side at the provider is not as it was left. Those that are being worked on find out by themselves.</summary>
    private static IEnumerable<Guid> Differing(List<ProvidedAgent> agents, List<ProvidedNumber> numbers, Dictionary<Guid, Ours> ours)
    {
        var there = agents.Where(a => a.Mark is not null).ToLookup(a => a.Mark!.BusinessId);
        var rings = numbers.ToDictionary(n => n.Number);
        foreach (var one in ours.Values.Where(o => o.IsSettled && o.ProviderAgentId is not null))
        {
            var isAsLeft = there[one.BusinessId].ToList() is [var only] && only.Id == one.ProviderAgentId && one.IsAs(only);

            // A number of which the provider does not say whom it rings is taken to be as it was left.
            var isBound =
                one.Number is null
                || (rings.TryGetValue(one.Number, out var who) && (who.AgentIds is null || who.RingsOnly(one.ProviderAgentId!)));
            if (!isAsLeft || !isBound)
                yield return one.AgentId;
        }
    }

    /// <summary>
    /// Numbers that ring one of our agents beside its own. One that its business held is the trace of a lost answer, and gets unbound in
    /// the agent's turn. Any other is somebody's decision: it is noted, shown, and unbound when a person says so.
    /// </summary>
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

                    // The agent's own turn does it, under its lease.
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

    /// <summary>Our side of one agent.</summary>
    /// <param name="Number">The number that is to ring it.</param>
    /// <param name="IsSettled">Whether nothing is to be done for it, as far as our side knows.</param>
    private sealed record Ours(
        Guid AgentId,
        Guid BusinessId,
        string? ProviderAgentId,
        string Name,
        string? VoiceId,
        string? Language,
        string? Greeting,
        string? Prompt,
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
            && Same(there.Prompt, Prompt)
            && there.IsPublished != false;

        private static bool Same(string? theirs, string? ours) => theirs is null || ours is null || theirs == ours;
    }
}

/// <summary>What a comparison found.</summary>
/// <param name="Removed">Agents and parts that nobody has, removed.</param>
/// <param name="Due">Agents that get their turn because something differs.</param>
internal sealed record AgentSweepResult(int Removed, int Due);
