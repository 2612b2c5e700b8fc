using AdminPortal.Providers.Agents;

namespace AdminPortal.Services.Agents;

/// <summary>An agent at the provider with this installation's mark and without a business here.</summary>
public sealed record OrphanedAgent(string Id, string? Name);

/// <summary>Orphaned agents that are not removed automatically because <c>Agents:RepairDrift</c> is false. Users remove them on request.
/// For admins and support. Each process knows the result of its own last comparison.</summary>
public sealed class OrphanedAgents(IAgentProvider provider, ChangeFeed feed, ILogger<OrphanedAgents> log)
{
    private volatile IReadOnlyList<OrphanedAgent> _found = [];

    /// <summary>The result of the last comparison.</summary>
    public Outcome<IReadOnlyList<OrphanedAgent>> Found(Actor actor) =>
        actor.MaySeeAll ? Outcome.Done(_found) : new Refusal.NotAllowed("see the agents' provider");

    /// <summary>Deletes them at the provider.</summary>
    /// <returns>How many were deleted; those that the provider did not delete stay on the list.</returns>
    public async Task<Outcome<int>> RemoveAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("remove agents");
        var found = _found;
        var left = new List<OrphanedAgent>();
        foreach (var agent in found)
        {
            try
            {
                await provider.DeleteAgentAsync(agent.Id, cancel);
                log.LogInformation("{Actor} deleted the orphaned agent {Agent}", actor.Name, agent.Id);
            }
            catch (AgentProviderException fault)
            {
                log.LogWarning("The orphaned agent {Agent} could not be deleted: {Message}", agent.Id, fault.Message);
                left.Add(agent);
            }
        }

        Set(left);
        return found.Count - left.Count;
    }

    internal void Note(IEnumerable<ProvidedAgent> orphans) => Set([.. orphans.Select(o => new OrphanedAgent(o.Id, o.Name))]);

    private void Set(IReadOnlyList<OrphanedAgent> found)
    {
        if (_found.SequenceEqual(found))
            return;
        _found = found;
        feed.Publish(new PortalChange(ChangeKind.Agents, []));
    }
}
