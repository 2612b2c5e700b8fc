using AdminPortal.Providers.Agents;
using AdminPortal.Providers.Agents.Simulated;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Agents;

/// <summary>Lists agents and their state at the provider. For admins, support and viewers; a business sees its own.</summary>
public sealed class AgentBoardService(PortalReader reads, NumberReader reader, IAgentProvider provider)
{
    /// <summary>More than anybody scrolls through; with so many agents people search.</summary>
    public const int MostRows = 100_000;

    /// <summary>The provider and its missing settings; the same for all staff.</summary>
    public Outcome<AgentProviderState> Provider(Actor actor) =>
        actor.MaySeeAll
            ? new AgentProviderState(provider.Name, provider.WhyNumbersCannotBeBound)
            : new Refusal.NotAllowed("see the agents' provider");

    /// <summary>Agents by creation time, in pages.</summary>
    /// <param name="limit">1 to <see cref="Cursor.MaxLimit"/>.</param>
    public async Task<Outcome<Page<AgentRecord>>> ListAsync(
        Actor actor,
        AgentFilter filter,
        string? after,
        int limit,
        CancellationToken cancel
    )
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("list agents");
        if (limit is < 1 or > Cursor.MaxLimit)
            return Cursor.BadLimit;
        Guid last = default;
        if (!Cursor.TryDecode(after, out var key) || (key is not null && !Guid.TryParseExact(key, "N", out last)))
            return Cursor.BadCursor;
        if (filter.Fault is { } fault)
            return fault;

        return await reads.RunAsync<Page<AgentRecord>>(
            async db =>
            {
                var agents = filter.Apply(db, reader);
                if (key is not null)
                    agents = agents.Where(a => a.Id > last);
                var rows = await (
                    from a in agents
                    join s in db.AgentSyncs on a.Id equals s.AgentId
                    orderby a.Id
                    select new AgentRecord(
                        a.Id,
                        a.BusinessId,
                        a.Name,
                        a.Provider,
                        a.ProviderAgentId,
                        a.Status,
                        a.LastError ?? s.LastFault,
                        a.LastSyncedAt,
                        a.RowVersion
                    )
                    {
                        OpeningHours = AgentRecord.HoursOf(a.OpeningHours),
                    }
                )
                    .Take(limit + 1)
                    .ToListAsync(cancel);
                return Page.Of(rows, limit, a => a.Id.ToString("N"));
            },
            cancel
        );
    }

    /// <summary>The ids of the matching agents in the filter's order. Callers read them once, and then the visible rows by id, so that a
    /// row at any depth costs the same and none moves while others change.</summary>
    public async Task<Outcome<AgentOrder>> OrderAsync(Actor actor, AgentFilter filter, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("list agents");
        if (filter.Fault is { } fault)
            return fault;
        return await reads.RunAsync<AgentOrder>(
            async db =>
            {
                var matching = filter.Apply(db, reader);
                var ids = new List<Guid>();
                foreach (var part in AgentSorting.Parts(db, matching, filter))
                {
                    ids.AddRange(await part.Take(MostRows - ids.Count).ToListAsync(cancel));
                    if (ids.Count == MostRows)
                        break;
                }

                return new AgentOrder(ids, ids.Count < MostRows ? ids.Count : await matching.LongCountAsync(cancel));
            },
            cancel
        );
    }

    /// <summary>The rows of these agents, in the same order, without deleted ones.</summary>
    /// <param name="ids">At most <see cref="Cursor.MaxLimit"/>.</param>
    public async Task<Outcome<IReadOnlyList<AgentBoardRow>>> RowsAsync(Actor actor, IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("list agents");
        if (ids.Count > Cursor.MaxLimit)
            return Cursor.BadLimit;
        return await reads.RunAsync<IReadOnlyList<AgentBoardRow>>(
            async db =>
            {
                var rows = await AgentBoardRow.Project(db, db.Agents.Where(a => ids.Contains(a.Id))).ToDictionaryAsync(r => r.Id, cancel);
                return Outcome.Done<IReadOnlyList<AgentBoardRow>>([.. ids.Where(rows.ContainsKey).Select(id => rows[id])]);
            },
            cancel
        );
    }

    /// <summary>How many agents are in each state.</summary>
    public async Task<Outcome<AgentCounts>> CountAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("count agents");
        return await reads.RunAsync<AgentCounts>(
            async db =>
            {
                var groups = await (
                    from a in db.Agents.OnBoard(db)
                    join b in db.Businesses on a.BusinessId equals b.Id
                    join s in db.AgentSyncs on a.Id equals s.AgentId
                    group a by new
                    {
                        a.Status,
                        IsNotInSync = s.Attempts >= AgentStateRules.NotInSyncAfter && s.LastFault != null,
                        HasNumber = b.PhoneNumber != null,
                    } into same
                    select new { same.Key, Count = same.LongCount() }
                ).ToListAsync(cancel);
                var counts = groups.ToLookup(g => AgentStateRules.Of(g.Key.Status, g.Key.IsNotInSync, g.Key.HasNumber), g => g.Count);
                return new AgentCounts(
                    counts[AgentState.Failed].Sum(),
                    counts[AgentState.NotInSync].Sum(),
                    counts[AgentState.Drifted].Sum(),
                    counts[AgentState.Provisioning].Sum(),
                    counts[AgentState.Active].Sum(),
                    counts[AgentState.NoNumber].Sum(),
                    counts[AgentState.Paused].Sum()
                );
            },
            cancel
        );
    }

    /// <summary>Causes of agents that are not in sync, the most frequent first; empty if all are in sync.</summary>
    public async Task<Outcome<IReadOnlyList<AgentTrouble>>> TroublesAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("list agents");
        return await reads.RunAsync<IReadOnlyList<AgentTrouble>>(
            async db =>
            {
                var texts = await (
                    from a in db.Agents.InTrouble(db)
                    join b in db.Businesses on a.BusinessId equals b.Id
                    join s in db.AgentSyncs on a.Id equals s.AgentId
                    let isUnanswered = b.PhoneNumber != null && !a.IsPaused && (a.ProviderAgentId == null || s.BoundNumber != b.PhoneNumber)
                    group a by new { Text = a.LastError ?? s.LastFault, IsUnanswered = isUnanswered } into same
                    select new
                    {
                        same.Key.Text,
                        same.Key.IsUnanswered,
                        Count = same.LongCount(),
                    }
                ).ToListAsync(cancel);
                return Outcome.Done<IReadOnlyList<AgentTrouble>>([
                    .. texts
                        .GroupBy(t => FaultCause.Of(t.Text ?? "The reason is not known."))
                        .Select(g => new AgentTrouble(
                            g.Select(t => t.Text).Distinct().Count() == 1 ? g.First().Text ?? g.Key : g.Key,
                            g.Sum(t => t.Count),
                            g.Where(t => t.IsUnanswered).Sum(t => t.Count)
                        ))
                        .OrderByDescending(t => t.Agents)
                        .ThenBy(t => t.Cause, StringComparer.Ordinal),
                ]);
            },
            cancel
        );
    }

    /// <summary>Details of one agent: wanted state, state at the provider, and the last request.</summary>
    public async Task<Outcome<AgentDetails>> FindAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (!actor.MaySeeAll && actor.BusinessId is null)
            return new Refusal.NotAllowed("see agents");
        return await reads.RunAsync<AgentDetails>(
            async db =>
            {
                var agent = await db.Agents.SingleOrDefaultAsync(a => a.Id == id, cancel);
                if (agent is null || !actor.MaySee(agent.BusinessId))
                    return new Refusal.NotFound("such agent");
                var row = await AgentBoardRow.Project(db, db.Agents.Where(a => a.Id == id)).SingleAsync(cancel);
                var sync = await db.AgentSyncs.SingleAsync(s => s.AgentId == agent.Id, cancel);
                var wanted = AgentSpecs.AtProvider(agent);
                var view = ProviderView.Parse(sync.Seen);
                var number = agent.IsPaused ? null : row.PhoneNumber;
                return new AgentDetails(
                    row,
                    wanted.VoiceId,
                    wanted.Language,
                    wanted.Greeting,
                    agent.Prompt ?? "",
                    OpeningHours.Parse(agent.OpeningHours),
                    view,
                    sync.SeenAt,
                    view is null || row.IsClosed ? [] : AgentDifference.Between(wanted, number, view),
                    sync.LastCall,
                    sync.LastCallAt
                );
            },
            cancel
        );
    }
}

/// <summary>The configured provider.</summary>
/// <param name="Name"><c>simulated</c> or <c>retell</c>.</param>
/// <param name="WhyNumbersCannotBeBound">The setting that is missing for uploaded numbers; null if none is.</param>
public sealed record AgentProviderState(string Name, string? WhyNumbersCannotBeBound)
{
    /// <summary>Whether no real calls are made.</summary>
    public bool IsSimulated => Name == SimulatedAgentProvider.ProviderName;
}
