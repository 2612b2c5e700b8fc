using AdminPortal.Providers.Agents;

namespace AdminPortal.Services.Agents;

internal sealed partial class AgentReconciler
{
    /// <summary>
    /// One attempt to bring the provider to what one agent should be. It always looks before it acts, so whatever an earlier attempt left
    /// behind, half done or done twice, is found and set right.
    /// </summary>
    /// <param name="mayRepair">Whether what the provider has otherwise is set right, or only reported.</param>
    /// <param name="lease">Made sure of before anything is done that nobody else may do at the same time.</param>
    private sealed class Attempt(IAgentProvider provider, LeasedAgent leased, AgentMark mark, bool mayRepair, AgentLease lease)
    {
        /// <summary>The number that was unbound.</summary>
        private string? _freed;

        /// <summary>What was last asked of the provider, in words.</summary>
        public string LastCall { get; private set; } = "Look for the agent";

        /// <summary>What is known of the provider's side so far.</summary>
        public ProviderView? View { get; private set; }

        /// <summary>The number that rings the agent, or may; null when none does.</summary>
        public string? BoundNumber { get; private set; } = leased.BoundNumber;

        /// <summary>Whether the agent was made: what fails after that is a beginning, and not one failure more.</summary>
        public bool HasMade { get; private set; }

        /// <summary>Does what is needed.</summary>
        /// <returns>What differs still: nothing, unless repairs are not wanted.</returns>
        /// <exception cref="AgentProviderException">The provider did not do it.</exception>
        public async Task<IReadOnlyList<AgentDifference>> RunAsync(CancellationToken cancel)
        {
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
                LastCall = "Change the agent";
                agent = await provider.UpdateAgentAsync(agent, mark, leased.Wanted, cancel);
            }

            await FreeOldNumberAsync(agent.Id, cancel);
            var rings = await BindAsync(agent.Id, cancel);
            return See(agent, rings?.Number, rings?.PinnedVersion);
        }

        private async Task<ProvidedAgent> MakeAsync(CancellationToken cancel)
        {
            await lease.HoldAsync(cancel);
            LastCall = "Make the agent";
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

        /// <summary>The business's one agent there; others that carry its mark are left from lost answers, and removed.</summary>
        private async Task<ProvidedAgent?> FindOneAsync(CancellationToken cancel)
        {
            var found = await provider.FindAgentsAsync(mark, leased.KnownId, cancel);

            // The one that we know, else the first made: every process chooses the same.
            var one =
                found.FirstOrDefault(a => a.Id == leased.KnownId)
                ?? found.OrderBy(a => a.ModifiedAt).ThenBy(a => a.Id, StringComparer.Ordinal).FirstOrDefault();
            foreach (var other in found.Where(a => a.Id != one!.Id && a.Mark == mark))
            {
                LastCall = "Remove a second agent";
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

        /// <summary>Makes a number that was this agent's, and is so no longer, ring it no more.</summary>
        private async Task FreeOldNumberAsync(string agentId, CancellationToken cancel)
        {
            if (leased.BoundNumber is not { } old || old == leased.Number)
                return;
            LastCall = "Look at the number it had";
            if (await provider.FindNumberAsync(old, cancel) is { } there && there.AgentIds?.Contains(agentId) != false)
            {
                LastCall = "Unbind the number it had";
                await provider.UnbindAsync(old, agentId, cancel);
            }

            (BoundNumber, _freed) = (null, old);
        }

        /// <summary>
        /// Makes the business's number ring the agent, and no other. Returns the number that rings it now, as far as it is known.
        /// </summary>
        private async Task<ProvidedNumber?> BindAsync(string agentId, CancellationToken cancel)
        {
            if (leased.Number is not { } number)
                return null;
            LastCall = "Look at the number";
            var there = await provider.FindNumberAsync(number, cancel);

            // What the provider does not say is no drift: a binding that was made is taken to be there still.
            if (
                there is not null
                && (there.RingsOnly(agentId) || (there.AgentIds is null && leased.BoundNumber == number && !leased.IsNews))
            )
            {
                BoundNumber = number;
                return there;
            }

            // A binding that was never made is no drift: it is made.
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
