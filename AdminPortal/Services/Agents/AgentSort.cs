using AdminPortal.Data;
using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Agents;

/// <summary>The order of the board of agents.</summary>
public enum AgentSort
{
    /// <summary>What needs attention first, then by the business's name; in one direction only.</summary>
    Attention,

    /// <summary>By the business's name.</summary>
    Business,

    /// <summary>In the order of <see cref="AgentState"/>.</summary>
    State,

    /// <summary>By the time of the last sync; agents that were never in sync come last in both directions.</summary>
    Synced,

    /// <summary>By creation time.</summary>
    Created,
}

/// <summary>The sorts of the board. Each is read along an index, as consecutive parts if necessary; only
/// <see cref="AgentSort.Attention"/> sorts all matches.</summary>
internal static class AgentSorting
{
    /// <summary>The ids of the agents in order, as lists to be read one after the other.</summary>
    public static IEnumerable<IQueryable<Guid>> Parts(PortalDbContext db, IQueryable<AiAgent> agents, AgentFilter filter) =>
        filter.Sort switch
        {
            AgentSort.Business => [ByBusiness(db, agents, filter.IsDescending)],
            AgentSort.State => ByState(db, agents, filter),
            AgentSort.Synced => BySync(agents, filter.IsDescending),
            // Ids contain their creation time and sort by it.
            AgentSort.Created =>
            [
                (filter.IsDescending ? agents.OrderByDescending(a => a.Id) : agents.OrderBy(a => a.Id)).Select(a => a.Id),
            ],
            _ => [AgentBoardRow.InOrder(db, agents)],
        };

    private static IQueryable<Guid> ByBusiness(PortalDbContext db, IQueryable<AiAgent> agents, bool descending)
    {
        var pairs = db.Businesses.Join(agents, b => b.Id, a => a.BusinessId, (b, a) => new { b, a });
        return (
            descending
                ? pairs.OrderByDescending(p => p.b.Name).ThenByDescending(p => p.b.Id)
                : pairs.OrderBy(p => p.b.Name).ThenBy(p => p.b.Id)
        ).Select(p => p.a.Id);
    }

    private static IEnumerable<IQueryable<Guid>> ByState(PortalDbContext db, IQueryable<AiAgent> agents, AgentFilter filter)
    {
        IEnumerable<AgentState> states = filter.State is { } only ? [only] : Enum.GetValues<AgentState>();
        return (filter.IsDescending ? states.Reverse() : states).Select(s => agents.In(db, s).OrderBy(a => a.Id).Select(a => a.Id));
    }

    private static IEnumerable<IQueryable<Guid>> BySync(IQueryable<AiAgent> agents, bool descending)
    {
        var synced = agents.Where(a => a.LastSyncedAt != null);
        yield return (
            descending
                ? synced.OrderByDescending(a => a.LastSyncedAt).ThenByDescending(a => a.Id)
                : synced.OrderBy(a => a.LastSyncedAt).ThenBy(a => a.Id)
        ).Select(a => a.Id);
        yield return agents.Where(a => a.LastSyncedAt == null).OrderBy(a => a.Id).Select(a => a.Id);
    }
}
