namespace AdminPortal.Providers.Agents.Retell;

/// <summary>The LLMs of our agents: their content, finding one again after a lost response, and deleting unused ones.</summary>
internal sealed class RetellLlms(RetellClient retell, TimeProvider clock)
{
    /// <summary>
    /// How many of the newest LLMs are searched for one of ours. Leftovers of lost responses are new; older ones are deleted by
    /// <see cref="RemoveUnusedAsync"/>. Reading all for each agent would be quadratic.
    /// </summary>
    private const int LookedThrough = 100;

    /// <summary>The wanted content of the LLM. Variables that were added by others stay.</summary>
    public static LlmBody Wanted(AgentMark mark, AgentSpec wanted, RetellLlm? there = null)
    {
        var variables = there?.DefaultDynamicVariables?.DeepClone().AsObject() ?? [];
        variables[RetellLlm.MarkVariable] = mark.ToString();

        // A generated greeting is a decision made at Retell and stays.
        return there is { MakesUpGreeting: true }
            ? new(wanted.Prompt, null, null, variables)
            : new(wanted.Prompt, Speaker(wanted), wanted.Greeting, variables);
    }

    public static bool IsAs(RetellLlm there, AgentSpec wanted) =>
        there.GeneralPrompt == wanted.Prompt
        && (
            there.MakesUpGreeting
            || ((there.BeginMessage ?? "") == wanted.Greeting && (there.StartSpeaker ?? Speaker(wanted)) == Speaker(wanted))
        );

    /// <summary>The id of an LLM for a new agent: a leftover of an earlier attempt, or a new one.</summary>
    /// <param name="used">LLMs in use by agents of the business.</param>
    public async Task<string> TakeAsync(AgentMark mark, AgentSpec wanted, IReadOnlySet<string> used, CancellationToken cancel)
    {
        var newest = (await retell.NewestLlmsAsync(LookedThrough, cancel)).Need();
        foreach (var left in newest.Items ?? [])
        {
            if (left.LlmId is not { } id || left.Mark != mark || used.Contains(id))
                continue;

            // Updated even if it is right already: the new date keeps it from being deleted as unused.
            var taken = await retell.UpdateLlmAsync(id, Wanted(mark, wanted, left with { BeginMessage = left.BeginMessage ?? "" }), cancel);
            if (taken.IsDone)
                return id;
        }

        var made = (await retell.CreateLlmAsync(Wanted(mark, wanted), cancel)).Need();
        return made.LlmId ?? throw new AgentProviderException(AgentFault.Unknown, "Retell created an LLM without returning its id.");
    }

    /// <summary>The LLM; null when it is not there.</summary>
    public async Task<RetellLlm?> FindAsync(string id, CancellationToken cancel)
    {
        var answer = await retell.GetLlmAsync(id, cancel);
        return answer.IsMissing ? null : answer.Need();
    }

    /// <summary>Deletes the LLM of a deleted agent, unless another agent uses it or it is not ours.</summary>
    /// <param name="owner">The mark of the agent; null when its name had none.</param>
    public async Task RemoveWithAgentAsync(string id, AgentMark? owner, CancellationToken cancel)
    {
        if ((await FindAsync(id, cancel))?.Mark is { } mark && (owner is null || mark.Installation == owner.Installation))
            await RemoveAsync(id, cancel);
    }

    /// <summary>Deletes the LLMs of the installation that no agent uses. See <see cref="IAgentProvider.RemoveUnusedPartsAsync"/>.</summary>
    public async Task<int> RemoveUnusedAsync(Guid installation, TimeSpan age, CancellationToken cancel)
    {
        // Taking an LLM and creating its agent are two requests; this allows for three.
        var least = 3 * retell.Settings.Timeout;
        if (age < least)
            age = least;

        // The LLMs first: an agent that is created later uses a newer one.
        var ours = new Dictionary<Guid, List<RetellLlm>>();
        await foreach (var llm in retell.ListLlmsAsync(cancel))
        {
            if (llm.Mark is { } mark && mark.Installation == installation)
                (ours.TryGetValue(mark.BusinessId, out var list) ? list : ours[mark.BusinessId] = []).Add(llm);
        }

        if (ours.Count == 0)
            return 0;
        var agents = new Dictionary<Guid, List<string>>();
        await foreach (var agent in retell.ListAgentsAsync(AgentMark.PrefixOf(installation), cancel))
        {
            if (AgentMark.Find(agent.AgentName) is { } mark && mark.Installation == installation)
                (agents.TryGetValue(mark.BusinessId, out var list) ? list : agents[mark.BusinessId] = []).Add(agent.AgentId!);
        }

        var removed = 0;
        AgentProviderException? failed = null;
        foreach (var (business, llms) in ours)
        {
            try
            {
                removed += await RemoveSpareAsync(llms, agents.GetValueOrDefault(business) ?? [], age, cancel);
            }
            catch (AgentProviderException fault)
            {
                // A failure for one business does not stop the others.
                failed ??= fault;
            }
        }

        return failed is null ? removed : throw failed;
    }

    /// <summary>Deletes what a business's agents do not use.</summary>
    private async Task<int> RemoveSpareAsync(List<RetellLlm> llms, List<string> users, TimeSpan age, CancellationToken cancel)
    {
        // Each agent has its own LLM: with no more LLMs than agents none is unused, and the agents need not be read one by one.
        if (llms.Count <= users.Count)
            return 0;
        var removed = 0;
        var used = await UsedAsync(users, cancel);
        foreach (var llm in llms)
        {
            if (!used.Contains(llm.LlmId!) && await IsOldAsync(llm, age, cancel) && await RemoveAsync(llm.LlmId!, cancel))
                removed++;
        }

        return removed;
    }

    /// <summary>The LLMs that these agents use.</summary>
    public async Task<HashSet<string>> UsedAsync(IEnumerable<string> agents, CancellationToken cancel)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in agents)
        {
            var answer = await retell.GetAgentAsync(id, cancel);
            if (!answer.IsMissing && answer.Need().ResponseEngine?.LlmId is { } llm)
                used.Add(llm);
        }

        return used;
    }

    private static string Speaker(AgentSpec wanted) => wanted.Greeting.Length == 0 ? RetellLlm.CallerSpeaks : RetellLlm.AgentSpeaks;

    /// <summary>
    /// Whether it has not been changed for that long; read again, because it may just have been taken. Unknown counts as not old.
    /// </summary>
    private async Task<bool> IsOldAsync(RetellLlm llm, TimeSpan age, CancellationToken cancel)
    {
        var before = (clock.GetUtcNow() - age).ToUnixTimeMilliseconds();
        return llm.LastModificationTimestamp < before && (await FindAsync(llm.LlmId!, cancel))?.LastModificationTimestamp < before;
    }

    /// <summary>Deletes the LLM; Retell refuses (400) while an agent uses it. Returns whether it is deleted.</summary>
    private async Task<bool> RemoveAsync(string id, CancellationToken cancel)
    {
        var answer = await retell.DeleteLlmAsync(id, cancel);
        if (answer.Status == System.Net.HttpStatusCode.BadRequest)
            return false;
        return answer.IsDone || answer.IsMissing ? true : throw answer.Refusal();
    }
}
