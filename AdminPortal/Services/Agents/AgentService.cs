using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Agents;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Agents;

/// <summary>Users' decisions about agents: creation, settings, pausing. Each is committed here immediately; the provider follows in the
/// background.</summary>
public sealed class AgentService(PortalDatabase database, PortalReader reads, PortalWriter writer, IAgentProvider provider)
{
    /// <summary>Agents per transaction, so that other writers do not wait long.</summary>
    private const int MostInBatch = 200;

    /// <summary>Creates a business's agent. For admins.</summary>
    /// <returns>The agent in state <see cref="AgentStatus.Provisioning"/>; <see cref="Refusal.Conflict"/> if the business has one
    /// already.</returns>
    public async Task<Outcome<AgentRecord>> CreateAsync(Actor actor, Guid businessId, AgentConfiguration wishes, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("give businesses their agents");
        if (wishes.Fault is { } fault)
            return fault;
        return await writer.RunAsync<AgentRecord>(
            actor,
            async write =>
            {
                var business = await write.Db.Businesses.AsNoTracking().SingleOrDefaultAsync(b => b.Id == businessId, cancel);
                if (business is null)
                    return new Refusal.NotFound("such business");
                if (business.ClosedAt is not null)
                    return Refusal.InvalidTransition.Closed(business.Name);
                if (await write.Db.Agents.AnyAsync(a => a.BusinessId == businessId, cancel))
                    return new Refusal.Conflict("business_id", $"{business.Name} has its agent already. Change that one.");
                var agent = BusinessAgents.Add(write, business, wishes, provider.Name);
                await write.SaveAsync(cancel);
                return AgentRecord.Of(agent, null);
            },
            cancel
        );
    }

    /// <summary>Changes the settings of an agent; null means no change. For admins and support.</summary>
    /// <param name="seen">The version that the user saw; null skips the check.</param>
    public Task<Outcome<AgentRecord>> ChangeAsync(Actor actor, Guid id, AgentConfiguration wishes, long? seen, CancellationToken cancel) =>
        ChangeAsync(actor, id, wishes, seen, mayOwner: false, cancel);

    private Task<Outcome<AgentRecord>> ChangeAsync(
        Actor actor,
        Guid id,
        AgentConfiguration wishes,
        long? seen,
        bool mayOwner,
        CancellationToken cancel
    ) =>
        wishes.Fault is { } fault
            ? Refused(fault)
            : RunAsync(
                actor,
                id,
                seen,
                mayOwner,
                "edit agents",
                (write, agent, sync) =>
                {
                    var before = AgentSpecs.Of(agent);
                    var after = wishes.Over(before);
                    var (hoursBefore, hoursAfter) = (agent.OpeningHours, wishes.HoursOver(agent.OpeningHours));
                    if (after == before && hoursAfter == hoursBefore)
                        return null;
                    AgentSpecs.Set(agent, after);
                    agent.OpeningHours = hoursAfter;

                    // The change may fix the error.
                    if (agent.Status == AgentStatus.Failed)
                        agent.AwaitSync(isClosed: false);
                    Hurry(sync);
                    var (old, now) = (Changed(before, after), Changed(after, before));
                    if (hoursAfter != hoursBefore)
                        (old["opening_hours"], now["opening_hours"]) = (InWords(hoursBefore), InWords(hoursAfter));
                    write.AuditAgent(AuditActions.AgentChanged, agent, old, now);
                    return null;
                },
                cancel
            );

    /// <summary>Changes the greeting and the opening hours of the actor's own agent. For the business itself.</summary>
    /// <param name="seen">The version that the user saw; null skips the check.</param>
    public Task<Outcome<AgentRecord>> ChangeOwnAsync(Actor actor, OwnAgentChange change, long? seen, CancellationToken cancel)
    {
        var wishes = new AgentConfiguration(
            Greeting: change.Greeting,
            OpeningHours: change.OpeningHours,
            RemovesOpeningHours: change.RemovesOpeningHours
        );
        return ForOwnAsync(actor, id => ChangeAsync(actor, id, wishes, seen, mayOwner: true, cancel), cancel);
    }

    /// <summary>Keeps the provider's version: the settings there become the agent's settings here. The number is not a setting: the agent
    /// stays bound to its business's number. Neither are the opening hours: their part of the instructions is written from here.
    /// For admins and support.</summary>
    /// <param name="shown">The provider's state that the user saw; refused if a later comparison found another one.</param>
    /// <param name="seen">The version that the user saw; null skips the check.</param>
    public Task<Outcome<AgentRecord>> AdoptAsync(Actor actor, Guid id, ProviderView shown, long? seen, CancellationToken cancel) =>
        RunAsync(
            actor,
            id,
            seen,
            mayOwner: false,
            "edit agents",
            (write, agent, sync) =>
            {
                if (ProviderView.Parse(sync.Seen) is not { } there || !there.HasSettingsOf(shown))
                    return new Refusal.InvalidTransition("The settings at the provider have changed. Compare them again.");
                var before = AgentSpecs.Of(agent);
                var after = there.Over(before);
                if (after == before)
                    return null;
                if (new AgentConfiguration(after.Name, after.VoiceId, after.Language, after.Greeting, after.Prompt).Fault is { } fault)
                    return fault;
                AgentSpecs.Set(agent, after);
                if (agent.Status is AgentStatus.Failed or AgentStatus.Drifted)
                    agent.AwaitSync(isClosed: false);
                Hurry(sync);
                write.AuditAgent(
                    AuditActions.AgentChanged,
                    agent,
                    Changed(before, after),
                    Changed(after, before),
                    "Kept the provider's version"
                );
                return null;
            },
            cancel
        );

    /// <summary>Pauses an agent: its number is unbound at the provider. For admins, support, and the business itself.</summary>
    public Task<Outcome<AgentRecord>> PauseAsync(Actor actor, Guid id, long? seen, CancellationToken cancel) =>
        RunAsync(actor, id, seen, mayOwner: true, "pause agents", (write, agent, sync) => SetPaused(write, agent, sync, true), cancel);

    /// <summary>Resumes a paused agent. For admins, support, and the business itself.</summary>
    public Task<Outcome<AgentRecord>> ResumeAsync(Actor actor, Guid id, long? seen, CancellationToken cancel) =>
        RunAsync(actor, id, seen, mayOwner: true, "resume agents", (write, agent, sync) => SetPaused(write, agent, sync, false), cancel);

    /// <summary>Retries immediately and repairs drift. For admins and support.</summary>
    public Task<Outcome<AgentRecord>> RetryAsync(Actor actor, Guid id, long? seen, CancellationToken cancel) =>
        RunAsync(
            actor,
            id,
            seen,
            mayOwner: false,
            "retry agents",
            (write, agent, sync, closed) =>
            {
                Retry(write, agent, sync, isClosed: closed is not null);
                return null;
            },
            cancel
        );

    /// <summary>Retries immediately for every agent that is not in sync, see <see cref="AgentBoardRow.IsInTrouble"/>. For admins and
    /// support.</summary>
    /// <returns>How many agents that were.</returns>
    public async Task<Outcome<int>> RetryAllAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("retry agents");
        List<Guid> ids;
        await using (var db = database.CreateReadContext())
            ids = await db.Agents.InTrouble(db).OrderBy(a => a.Id).Select(a => a.Id).ToListAsync(cancel);
        var retried = 0;
        foreach (var some in ids.Chunk(MostInBatch))
        {
            var done = await writer.RunAsync<int>(
                actor,
                async write =>
                {
                    // Current state only: agents that were fixed in the meantime are skipped.
                    var agents = await write.Db.Agents.Where(a => some.Contains(a.Id)).InTrouble(write.Db).ToListAsync(cancel);
                    var still = agents.ConvertAll(a => a.Id);
                    var syncs = await write.Db.AgentSyncs.Where(s => still.Contains(s.AgentId)).ToDictionaryAsync(s => s.AgentId, cancel);
                    var theirs = agents.ConvertAll(a => a.BusinessId);
                    var closed = await write
                        .Db.Businesses.Where(b => theirs.Contains(b.Id) && b.ClosedAt != null)
                        .Select(b => b.Id)
                        .ToHashSetAsync(cancel);
                    foreach (var agent in agents)
                    {
                        Retry(write, agent, syncs[agent.Id], closed.Contains(agent.BusinessId));
                        write.Touch(ChangeKind.Agents, agent.Id);
                    }

                    return agents.Count;
                },
                cancel
            );
            if (!done.IsDone)
                return done;
            retried += done.Value;
        }

        return retried;
    }

    /// <summary>Unbinds an additional number of the agent, which only a user may do. For admins and support. It is done in the background,
    /// as any change at the provider.</summary>
    /// <param name="number">In E.164, of <see cref="ProviderView.OtherNumbers"/>.</param>
    public Task<Outcome<AgentRecord>> UnbindAsync(Actor actor, Guid id, string number, CancellationToken cancel) =>
        RunAsync(
            actor,
            id,
            null,
            mayOwner: false,
            "unbind numbers",
            (write, agent, sync) =>
            {
                if (ProviderView.Parse(sync.Seen)?.OtherNumbers.Contains(number) != true)
                    return new Refusal.NotFound($"number {number} that rings this agent beside its own");
                (sync.BoundNumber, sync.DueAt) = (number, write.Now);
                write.AuditAgent(
                    AuditActions.AgentRetried,
                    agent,
                    new { other_number = number },
                    new { other_number = (string?)null },
                    $"Unbind {number}"
                );
                write.Db.Entry(agent).Property(a => a.RowVersion).IsModified = true;
                return null;
            },
            cancel,
            // Only this number is unbound; other drift is not repaired along with it.
            staysInSync: true
        );

    /// <summary>Pauses the actor's own agent; refused if there is none.</summary>
    public Task<Outcome<AgentRecord>> PauseOwnAsync(Actor actor, CancellationToken cancel) =>
        ForOwnAsync(actor, id => PauseAsync(actor, id, null, cancel), cancel);

    /// <summary>Resumes the actor's own agent; refused if there is none.</summary>
    public Task<Outcome<AgentRecord>> ResumeOwnAsync(Actor actor, CancellationToken cancel) =>
        ForOwnAsync(actor, id => ResumeAsync(actor, id, null, cancel), cancel);

    private async Task<Outcome<AgentRecord>> ForOwnAsync(Actor actor, Func<Guid, Task<Outcome<AgentRecord>>> act, CancellationToken cancel)
    {
        if (actor.BusinessId is not { } own)
            return new Refusal.NotAllowed("act for its own agent, because it belongs to no business");
        return await reads.RunAsync<AgentRecord>(
            async db =>
            {
                var id = await db.Agents.Where(a => a.BusinessId == own).Select(a => (Guid?)a.Id).SingleOrDefaultAsync(cancel);
                return id is { } agent ? await act(agent) : NotFound;
            },
            cancel
        );
    }

    /// <summary>Pauses or resumes an agent as part of a larger write.</summary>
    internal static Refusal? SetPaused(PortalWrite write, AiAgent agent, AgentSync sync, bool pause)
    {
        if (agent.IsPaused == pause)
            return null;
        var before = new { status = agent.Status.ToText() };
        agent.IsPaused = pause;

        // A failure stays visible until it is fixed.
        if (agent.Status != AgentStatus.Failed)
            agent.AwaitSync(isClosed: false);
        Hurry(sync);
        write.AuditAgent(
            pause ? AuditActions.AgentPaused : AuditActions.AgentResumed,
            agent,
            before,
            new { status = agent.Status.ToText() }
        );
        return null;
    }

    private static void Retry(PortalWrite write, AiAgent agent, AgentSync sync, bool isClosed)
    {
        Hurry(sync);
        sync.AgentVersion = 0;
        if (agent.Status is not (AgentStatus.Failed or AgentStatus.Drifted))
            return;
        var before = new { status = agent.Status.ToText(), agent.LastError };
        agent.AwaitSync(isClosed);
        write.AuditAgent(AuditActions.AgentRetried, agent, before, new { status = agent.Status.ToText(), agent.LastError });
    }

    /// <summary>A user's decision does not wait for the backoff.</summary>
    private static void Hurry(AgentSync sync) => (sync.DueAt, sync.Attempts, sync.LastFault) = (null, 0, null);

    private Task<Outcome<AgentRecord>> RunAsync(
        Actor actor,
        Guid id,
        long? seen,
        bool mayOwner,
        string what,
        Func<PortalWrite, AiAgent, AgentSync, Refusal?> change,
        CancellationToken cancel,
        bool staysInSync = false
    ) =>
        RunAsync(
            actor,
            id,
            seen,
            mayOwner,
            what,
            (write, agent, sync, closed) => closed is null ? change(write, agent, sync) : Refusal.InvalidTransition.Closed(closed),
            cancel,
            staysInSync
        );

    /// <param name="change">Gets the name of the agent's business if that is closed, otherwise null.</param>
    private Task<Outcome<AgentRecord>> RunAsync(
        Actor actor,
        Guid id,
        long? seen,
        bool mayOwner,
        string what,
        Func<PortalWrite, AiAgent, AgentSync, string?, Refusal?> change,
        CancellationToken cancel,
        bool staysInSync = false
    )
    {
        if (!actor.IsStaff && !(mayOwner && actor.BusinessId is not null))
            return Refused(new Refusal.NotAllowed(what));
        return writer.RunAsync<AgentRecord>(
            actor,
            async write =>
            {
                var agent = await write.Db.Agents.SingleOrDefaultAsync(a => a.Id == id, cancel);
                if (agent is null || !actor.MaySee(agent.BusinessId))
                    return NotFound;
                var sync = await write.Db.AgentSyncs.SingleAsync(s => s.AgentId == id, cancel);
                if (seen is { } version && version != agent.RowVersion)
                    return new Refusal.Stale(AgentRecord.Of(agent, sync.LastFault), agent.RowVersion);
                var closed = await write
                    .Db.Businesses.Where(b => b.Id == agent.BusinessId && b.ClosedAt != null)
                    .Select(b => b.Name)
                    .SingleOrDefaultAsync(cancel);
                var isInSync = sync.AgentVersion == agent.RowVersion;
                if (change(write, agent, sync, closed) is { } refusal)
                    return refusal;
                write.Touch(ChangeKind.Agents, id);
                await write.SaveAsync(cancel);
                if (staysInSync && isInSync)
                    sync.AgentVersion = agent.RowVersion;
                return AgentRecord.Of(agent, sync.LastFault);
            },
            cancel
        );
    }

    /// <summary>The fields that differ.</summary>
    private static Dictionary<string, string?> Changed(AgentSpec it, AgentSpec other)
    {
        var fields = new Dictionary<string, string?>();
        if (it.Name != other.Name)
            fields["name"] = it.Name;
        if (it.VoiceId != other.VoiceId)
            fields["voice_id"] = it.VoiceId;
        if (it.Language != other.Language)
            fields["language"] = it.Language;
        if (it.Greeting != other.Greeting)
            fields["greeting"] = it.Greeting;
        if (it.Prompt != other.Prompt)
            fields["prompt"] = it.Prompt;
        return fields;
    }

    /// <summary>Stored opening hours for the history; null for none.</summary>
    private static string? InWords(string? json) =>
        OpeningHours.Parse(json) is { } hours
            ? $"{hours.ToWords()} ({hours.TimeZone})" + (hours.WhenClosed is { } then ? $". When closed: {then}" : "")
            : null;

    private static Refusal.NotFound NotFound => new("such agent");

    private static Task<Outcome<AgentRecord>> Refused(Refusal refusal) => Task.FromResult<Outcome<AgentRecord>>(refusal);
}
