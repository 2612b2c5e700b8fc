using AdminPortal.Providers.Agents;

namespace AdminPortal.Services.Agents;

/// <summary>An agent at the provider that carries this installation's mark and belongs to no business here.</summary>
public sealed record LeftoverAgent(string Id, string? Name);

/// <summary>
/// Agents at the provider that no business here has, where they are not removed automatically (<c>Agents:RepairDrift</c> is false): they
/// are
/// shown and wait for a person. For admins and support. Each process knows what its own comparison found last.
/// </summary>
public sealed class OrphanedAgents(IAgentProvider provider, ChangeFeed feed, ILogger<OrphanedAgents> log)
{
    private volatile IReadOnlyList<LeftoverAgent> _found = [];

    /// <summary>What the last comparison found.</summary>
    public Outcome<IReadOnlyList<LeftoverAgent>> Found(Actor actor) =>
        actor.IsStaff ? Outcome.Done(_found) : new Refusal.NotAllowed("see the agents' provider");

    /// <summary>Removes them at the provider.</summary>
    /// <returns>How many were removed; what the provider does not remove now stays and is shown.</returns>
    public async Task<Outcome<int>> RemoveAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("remove agents");
        var found = _found;
        var left = new List<LeftoverAgent>();
        foreach (var agent in found)
        {
            try
            {
                await provider.DeleteAgentAsync(agent.Id, cancel);
                log.LogInformation("{Actor} removed the agent {Agent}, which no business here has", actor.Name, agent.Id);
            }
            catch (AgentProviderException fault)
            {
                log.LogWarning("The agent {Agent}, which no business here has, could not be removed: {Message}", agent.Id, fault.Message);
                left.Add(agent);
            }
        }

        Set(left);
        return found.Count - left.Count;
    }

    internal void Note(IEnumerable<ProvidedAgent> orphans) => Set([.. orphans.Select(o => new LeftoverAgent(o.Id, o.Name))]);

    private void Set(IReadOnlyList<LeftoverAgent> found)
    {
        if (_found.SequenceEqual(found))
            return;
        _found = found;
        feed.Publish(new PortalChange(ChangeKind.Agents, []));
    }
}
