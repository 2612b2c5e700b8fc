using AdminPortal.Providers.Agents;

namespace AdminPortal.Services.Agents;

internal sealed partial class AgentReconciler
{
    /// <summary>
    /// One attempt to reconcile one agent. It always reads before it acts, so whatever an earlier attempt left behind, half done or done
    /// twice, is found and repaired.
    /// </summary>
    /// <param name="mayRepair">Whether drift at the provider is repaired or only reported.</param>
    /// <param name="lease">Renewed before every step that must not be done twice.</param>
    private sealed class Attempt(IAgentProvider provider, LeasedAgent leased, AgentMark mark, bool mayRepair, AgentLease lease)
    {
        /// <summary>The number that was unbound, if any.</summary>
        private string? _freed;

        /// <summary>The last request to the provider, in words.</summary>
        public string LastCall { get; private set; } = "Find the agent";

        /// <summary>What was read from the provider so far.</summary>
        public ProviderView? View { get; private set; }

        /// <summary>The number that is or may be bound to the agent; null when none is.</summary>
        public string? BoundNumber { get; private set; } = leased.BoundNumber;

        /// <summary>Whether the agent was created: a later failure restarts the count of attempts.</summary>
        public bool HasMade { get; private set; }

        /// <summary>Reconciles the agent.</summary>
        /// <returns>The remaining differences: none, unless drift is not repaired.</returns>
        /// <exception cref="AgentProviderException">A request failed.</exception>
        public async Task<IReadOnlyList<AgentDifference>> RunAsync(CancellationToken cancel)
        {
            if (leased.IsClosed)
                return await RemoveAsync(cancel);
            var agent = await FindOneAsync(cancel);
            if (agent is null && !mayRepair && leased.KnownId is not null)
                return See(null, null);
            if (agent is null)
            {
                agent = await MakeAsync(cancel);
            }

            View = ViewOf(agent, null);
            if (mayRepair && NeedsUpdate(agent))
            {
                LastCall = "Update the agent";
                agent = await provider.UpdateAgentAsync(agent, mark, leased.Wanted, cancel);
            }

            await FreeOldNumberAsync(agent.Id, cancel);
            var rings = await BindAsync(agent.Id, cancel);
            return See(agent, rings?.Number, rings?.PinnedVersion);
        }

        /// <summary>Unbinds the number and deletes the agent, with any duplicates: its business is closed.</summary>
        private async Task<IReadOnlyList<AgentDifference>> RemoveAsync(CancellationToken cancel)
        {
            foreach (var agent in await provider.FindAgentsAsync(mark, leased.KnownId, cancel))
            {
                await FreeOldNumberAsync(agent.Id, cancel);
                await lease.HoldAsync(cancel);
                LastCall = "Delete the agent";
                await provider.DeleteAgentAsync(agent.Id, cancel);
            }

            BoundNumber = null;
            View = ViewOf(null, null);
            return [];
        }

        private async Task<ProvidedAgent> MakeAsync(CancellationToken cancel)
        {
            await lease.HoldAsync(cancel);
            LastCall = "Create the agent";
            try
            {
                var agent = await provider.CreateAgentAsync(mark, leased.Wanted, cancel);
                HasMade = true;
                return agent;
            }
            catch (AgentProviderException fault) when (fault.MadeId is not null)
            {
                HasMade = true;
                View = new ProviderView(fault.MadeId, null, null, null, null, null, null);
                throw;
            }
        }

        private ProviderView ViewOf(ProvidedAgent? agent, string? number) =>
            ProviderView.Of(agent, number) with
            {
                OtherNumbers = agent?.Id == leased.KnownId ? [.. leased.OtherNumbers.Where(n => n != leased.Number && n != _freed)] : [],
            };

        private IReadOnlyList<AgentDifference> See(ProvidedAgent? agent, string? number, string? pinned = null)
        {
            View = ViewOf(agent, number) with { PinnedVersion = pinned };
            return AgentDifference.Between(leased.Wanted, leased.Number, View);
        }

        /// <summary>The business's agent at the provider; duplicates with its mark come from lost responses and are deleted.</summary>
        private async Task<ProvidedAgent?> FindOneAsync(CancellationToken cancel)
        {
            var found = await provider.FindAgentsAsync(mark, leased.KnownId, cancel);

            // The known one, else the oldest: every process chooses the same.
            var one =
                found.FirstOrDefault(a => a.Id == leased.KnownId)
                ?? found.OrderBy(a => a.ModifiedAt).ThenBy(a => a.Id, StringComparer.Ordinal).FirstOrDefault();
            foreach (var other in found.Where(a => a.Id != one!.Id && a.Mark == mark))
            {
                LastCall = "Delete a duplicate agent";
                await provider.DeleteAgentAsync(other.Id, cancel);
            }

            return one;
        }

        private bool NeedsUpdate(ProvidedAgent agent) => agent.OtherEngine is null && NeedsUpdateOfOurs(agent);

        private bool NeedsUpdateOfOurs(ProvidedAgent agent) =>
            agent.Mark != mark
            || agent.IsPublished == false
            || agent.IsHeard == false
            || AgentDifference.Between(leased.Wanted, null, ProviderView.Of(agent, null)).Count > 0;

        /// <summary>Unbinds the number that the agent had before.</summary>
        private async Task FreeOldNumberAsync(string agentId, CancellationToken cancel)
        {
            if (leased.BoundNumber is not { } old || old == leased.Number)
                return;
            LastCall = "Get the previous number";
            if (await provider.FindNumberAsync(old, cancel) is { } there && there.AgentIds?.Contains(agentId) != false)
            {
                LastCall = "Unbind the previous number";
                await provider.UnbindAsync(old, agentId, cancel);
            }

            (BoundNumber, _freed) = (null, old);
        }

        /// <summary>
        /// Binds the business's number to this agent only. Returns the number that is bound now, as far as it is known.
        /// </summary>
        private async Task<ProvidedNumber?> BindAsync(string agentId, CancellationToken cancel)
        {
            if (leased.Number is not { } number)
                return null;
            LastCall = "Get the number";
            var there = await provider.FindNumberAsync(number, cancel);

            // An unreported binding is not drift: a binding that was made counts as unchanged.
            if (
                there is not null
                && (there.RingsOnly(agentId) || (there.AgentIds is null && leased.BoundNumber == number && !leased.IsNews))
            )
            {
                BoundNumber = number;
                return there;
            }

            // A binding that was never made is not drift: it is made.
            if (!mayRepair && leased.BoundNumber == number)
                return there?.AgentIds is [var only] && only == agentId ? there : null;
            BoundNumber = number;
            await lease.IntendAsync(number, cancel);
            LastCall = "Bind the number";
            await provider.BindAsync(number, agentId, mark, cancel);
            return new ProvidedNumber(number, [agentId]);
        }
    }
}
