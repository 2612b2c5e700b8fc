namespace AdminPortal.Providers.Agents.Retell;

/// <summary>The LLMs of our agents: what they are to say, how one is found again after a lost answer, and which are left over.</summary>
internal sealed class RetellLlms(RetellClient retell, TimeProvider clock)
{
    /// <summary>
    /// How many of the newest are looked through for one of ours. What a lost answer left behind is new; what is older is removed by
    /// <see cref="RemoveUnusedAsync"/>, and reading all for each agent would be quadratic.
    /// </summary>
    private const int LookedThrough = 100;

    /// <summary>What the LLM should hold. Variables that somebody else put there stay.</summary>
    public static LlmBody Wanted(AgentMark mark, AgentSpec wanted, RetellLlm? there = null)
    {
        var variables = there?.DefaultDynamicVariables?.DeepClone().AsObject() ?? [];
        variables[RetellLlm.MarkVariable] = mark.ToString();

        // A greeting that the agent makes up is somebody's choice, and stays.
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

    /// <summary>The id of an LLM for an agent that is to be made: one that an earlier try left behind, or a new one.</summary>
    /// <param name="used">Those that agents of the business use.</param>
    public async Task<string> TakeAsync(AgentMark mark, AgentSpec wanted, IReadOnlySet<string> used, CancellationToken cancel)
    {
        var newest = (await retell.NewestLlmsAsync(LookedThrough, cancel)).Need();
        foreach (var left in newest.Items ?? [])
        {
            if (left.LlmId is not { } id || left.Mark != mark || used.Contains(id))
                continue;

            // Written also where it is right already: the change makes it young, so that nobody takes it for a leftover meanwhile.
            var taken = await retell.UpdateLlmAsync(id, Wanted(mark, wanted, left with { BeginMessage = left.BeginMessage ?? "" }), cancel);
            if (taken.IsDone)
                return id;
        }

        var made = (await retell.CreateLlmAsync(Wanted(mark, wanted), cancel)).Need();
        return made.LlmId ?? throw new AgentProviderException(AgentFault.Unknown, "Retell made an LLM and did not say which.");
    }

    /// <summary>The LLM; null when it is not there.</summary>
    public async Task<RetellLlm?> FindAsync(string id, CancellationToken cancel)
    {
        var answer = await retell.GetLlmAsync(id, cancel);
        return answer.IsMissing ? null : answer.Need();
    }

    /// <summary>Removes the LLM of an agent that was removed, unless another agent uses it too, or it is not ours.</summary>
    /// <param name="owner">Whose agent it was; null where its name did not say.</param>
    public async Task RemoveWithAgentAsync(string id, AgentMark? owner, CancellationToken cancel)
    {
        if ((await FindAsync(id, cancel))?.Mark is { } mark && (owner is null || mark.Installation == owner.Installation))
            await RemoveAsync(id, cancel);
    }

    /// <summary>Removes those of the installation that no agent uses. See <see cref="IAgentProvider.RemoveUnusedPartsAsync"/>.</summary>
    public async Task<int> RemoveUnusedAsync(Guid installation, TimeSpan age, CancellationToken cancel)
    {
        // Taking an LLM and making its agent are two calls; three fit into this.
        var least = 3 * retell.Settings.Timeout;
        if (age < least)
            age = least;

        // The LLMs first: an agent that is made after them uses a younger one.
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
                // What cannot be removed of one business keeps nobody else's.
                failed ??= fault;
            }
        }

        return failed is null ? removed : throw failed;
    }

    /// <summary>Removes what a business's agents do not use.</summary>
    private async Task<int> RemoveSpareAsync(List<RetellLlm> llms, List<string> users, TimeSpan age, CancellationToken cancel)
    {
        // Each agent has its own: a business with no more LLMs than agents has none to spare, and its agents need not be asked one by one.
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
    /// Whether nobody touched it for so long; asked anew, because it may just have been taken for an agent. One that does not tell is not
    /// old.
    /// </summary>
    private async Task<bool> IsOldAsync(RetellLlm llm, TimeSpan age, CancellationToken cancel)
    {
        var before = (clock.GetUtcNow() - age).ToUnixTimeMilliseconds();
        return llm.LastModificationTimestamp < before && (await FindAsync(llm.LlmId!, cancel))?.LastModificationTimestamp < before;
    }

    /// <summary>Removes the LLM; Retell refuses (400) while any agent uses it, and then it stays. Returns whether it is gone.</summary>
    private async Task<bool> RemoveAsync(string id, CancellationToken cancel)
    {
        var answer = await retell.DeleteLlmAsync(id, cancel);
        if (answer.Status == System.Net.HttpStatusCode.BadRequest)
            return false;
        return answer.IsDone || answer.IsMissing ? true : throw answer.Refusal();
    }
}
