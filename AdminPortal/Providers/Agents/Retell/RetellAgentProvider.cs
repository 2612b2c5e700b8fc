using System.Runtime.CompilerServices;

namespace AdminPortal.Providers.Agents.Retell;

/// <summary>
/// Voice agents at Retell. An agent consists of itself and its LLM, and has versions; a published version answers calls and cannot be
/// changed. Each step of creating one may fail; leftovers are found by their mark, and completed or deleted.
/// </summary>
internal sealed class RetellAgentProvider(RetellClient retell, RetellLlms llms, RetellNumbers numbers, RetellSamples samples)
    : IAgentProvider
{
    public const string ProviderName = "retell";

    /// <summary>How often an update starts again because the agent was changed by someone else.</summary>
    private const int MostTries = 3;

    private static readonly string[] s_events = ["call_started", "call_ended", "call_analyzed"];

    public string Name => ProviderName;

    public string? WhyNumbersCannotBeBound => numbers.WhyNotBound;

    public async Task<IReadOnlyList<ProvidedAgent>> FindAgentsAsync(AgentMark mark, string? knownId, CancellationToken cancel)
    {
        var found = new List<ProvidedAgent>();
        foreach (var id in (await IdsOfAsync(mark, cancel)).Prepend(knownId).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            // An agent without a mark is ours if we know its id: it was renamed. One with another mark is not.
            if (await FindAgentAsync(id, cancel) is { } agent && (Mark(agent) ?? (id == knownId ? mark : null)) == mark)
                found.Add(await ProvidedAsync(agent, cancel));
        }

        return found;
    }

    public async Task<ProvidedAgent> CreateAgentAsync(AgentMark mark, AgentSpec wanted, CancellationToken cancel)
    {
        // Check once more: a second agent costs more than a request.
        foreach (var id in await IdsOfAsync(mark, cancel))
        {
            if (await FindAgentAsync(id, cancel) is { } there && Mark(there) == mark)
                return await UpdateAgentAsync(Provided(there, null), mark, wanted, cancel);
        }

        var llm = await llms.TakeAsync(mark, wanted, new HashSet<string>(), cancel);
        var answer = await retell.CreateAgentAsync(Wanted(mark, wanted, llm), cancel);
        if (!answer.IsDone && await llms.FindAsync(llm, cancel) is null)
            throw IsLlmGone(answer, llm);
        var made = answer.Need();
        if (made.AgentId is null)
            throw new AgentProviderException(AgentFault.Unknown, "Retell created an agent without returning its id.");

        try
        {
            await PublishAsync(made, cancel);
        }
        catch (AgentProviderException fault)
        {
            // A list may not show it yet; with the id no second one is created.
            throw new AgentProviderException(fault.Fault, fault.Message, fault) { RetryAfter = fault.RetryAfter, MadeId = made.AgentId };
        }

        return Provided(made, null) with
        {
            Mark = mark,
            Name = wanted.Name,
            VoiceId = wanted.VoiceId,
            Language = wanted.Language,
            Greeting = wanted.Greeting,
            Prompt = wanted.Prompt,
            PartId = llm,
            IsPublished = true,
            IsHeard = WebhookUrl is null ? null : true,
        };
    }

    public async Task<ProvidedAgent> UpdateAgentAsync(ProvidedAgent there, AgentMark mark, AgentSpec wanted, CancellationToken cancel)
    {
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            var agent = await FindAgentAsync(there.Id, cancel) ?? throw IsGone(there.Id);
            if (await BringAsync(agent, mark, wanted, cancel) is { } brought)
                return brought;
        }

        throw new AgentProviderException(AgentFault.Passing, $"Agent {there.Id} at Retell keeps being changed by someone else.");
    }

    public async Task DeleteAgentAsync(string agentId, CancellationToken cancel)
    {
        if (await FindAgentAsync(agentId, cancel) is not { } agent)
            return;

        // The agent first: an LLM in use cannot be deleted.
        var answer = await retell.DeleteAgentAsync(agentId, cancel);
        if (!answer.IsDone && !answer.IsMissing)
            throw answer.Refusal();
        if (LlmOf(agent) is { } llm)
            await llms.RemoveWithAgentAsync(llm, Mark(agent), cancel);
    }

    public Task<ProvidedNumber?> FindNumberAsync(string number, CancellationToken cancel) => numbers.FindAsync(number, cancel);

    public Task BindAsync(string number, string agentId, AgentMark mark, CancellationToken cancel) =>
        numbers.BindAsync(number, agentId, mark, cancel);

    public Task UnbindAsync(string number, string agentId, CancellationToken cancel) => numbers.UnbindAsync(number, agentId, cancel);

    public async IAsyncEnumerable<ProvidedAgent> ListAgentsAsync(Guid installation, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var agent in retell.ListAgentsAsync(AgentMark.PrefixOf(installation), cancel))
        {
            if (Mark(agent) is { } mark && mark.Installation == installation)
                yield return new ProvidedAgent(agent.AgentId!, mark, NameOf(agent), null, null, null, null, null, null, null, null, null);
        }
    }

    public IAsyncEnumerable<ProvidedNumber> ListNumbersAsync(CancellationToken cancel) => numbers.ListAsync(cancel);

    public async Task<IReadOnlyList<ProvidedVoice>> ListVoicesAsync(CancellationToken cancel) =>
        [
            .. (await retell.ListVoicesAsync(cancel))
                .Need()
                .Where(v => v.VoiceId is not null)
                .Select(v => new ProvidedVoice(
                    v.VoiceId!,
                    v.VoiceName ?? v.VoiceId!,
                    string.Join(", ", new[] { v.Accent, v.Gender, v.Age }.Where(w => !string.IsNullOrEmpty(w)))
                )
                {
                    SampleUrl = samples.Allowed(v.PreviewAudioUrl),
                }),
        ];

    public Task<VoiceSample> ReadSampleAsync(ProvidedVoice voice, CancellationToken cancel) =>
        samples.ReadAsync(voice.SampleUrl ?? throw new ArgumentException("The voice has no sample.", nameof(voice)), cancel);

    public async Task<string> PlaceCallAsync(string agentId, string from, string to, CancellationToken cancel)
    {
        RetellAnswer<RetellCall> answer;
        try
        {
            answer = await retell.PlaceCallAsync(new CallBody(from, to, agentId), cancel);
        }
        catch (AgentProviderException fault) when (fault.Fault == AgentFault.Unknown)
        {
            // There is nothing to look up before another attempt, unlike for an agent.
            throw new AgentProviderException(AgentFault.Unknown, "Retell did not answer. The phone may ring all the same.", fault);
        }

        return answer.Need().CallId
            ?? throw new AgentProviderException(
                AgentFault.Unknown,
                "Retell did not return the call's id. The phone may ring all the same."
            );
    }

    public Task<int> RemoveUnusedPartsAsync(Guid installation, TimeSpan age, CancellationToken cancel) =>
        llms.RemoveUnusedAsync(installation, age, cancel);

    /// <summary>Updates what differs and publishes it. Null when the agent changed in the meantime and must be read again.</summary>
    private async Task<ProvidedAgent?> BringAsync(RetellAgent agent, AgentMark mark, AgentSpec wanted, CancellationToken cancel)
    {
        // It was rebuilt with another engine, so its content and its publication are left to its owner.
        if (OtherEngineOf(agent) is not null)
            return Provided(agent, null);
        var id = agent.AgentId!;
        var llm = LlmOf(agent) is { } used ? await llms.FindAsync(used, cancel) : null;
        var isChanged = false;

        // The agent may have been given an LLM that is not ours to change: it gets its own back.
        var needsLlm = llm is null || llm.Mark != mark;
        var makesUp = llm is { MakesUpGreeting: true } && !needsLlm;
        if (!needsLlm && !RetellLlms.IsAs(llm!, wanted))
        {
            var answer = await ChangeAsync(
                id,
                () => retell.UpdateLlmAsync(llm!.LlmId!, RetellLlms.Wanted(mark, wanted, llm), cancel),
                cancel
            );
            if (answer.IsStale)
                return null;
            // Refused when a duplicate agent of the business has published the LLM that both use.
            (isChanged, needsLlm) = (answer.IsDone, !answer.IsDone);
        }

        var newLlm = needsLlm
            ? await llms.TakeAsync(mark, wanted, await llms.UsedAsync(await IdsOfAsync(mark, cancel), cancel), cancel)
            : null;
        if (Differences(agent, mark, wanted, newLlm) is { } differences)
        {
            var answer = await ChangeAsync(id, () => retell.UpdateAgentAsync(id, differences, cancel), cancel);
            if (answer.IsStale)
                return null;
            if (!answer.IsDone && newLlm is not null && await llms.FindAsync(newLlm, cancel) is null)
                throw IsLlmGone(answer, newLlm);
            answer.Need();
            isChanged = true;
        }

        // A change may have created a version, so the version to publish is read.
        if (isChanged)
            agent = await FindAgentAsync(id, cancel) ?? throw IsGone(id);
        if (agent.IsPublished == false || isChanged && agent.IsPublished is null)
        {
            await PublishAsync(agent, cancel);
            agent = agent with { IsPublished = true };
        }

        return Provided(agent, null) with
        {
            Greeting = makesUp ? null : wanted.Greeting,
            MakesUpGreeting = makesUp,
            Prompt = wanted.Prompt,
        };
    }

    /// <summary>Updates an agent or its LLM. If a published version refuses that, a draft is created first.</summary>
    private async Task<RetellAnswer<T>> ChangeAsync<T>(string agentId, Func<Task<RetellAnswer<T>>> change, CancellationToken cancel)
        where T : class
    {
        var answer = await change();
        if (answer.IsDone || answer.IsStale)
            return answer;
        var agent = await FindAgentAsync(agentId, cancel) ?? throw IsGone(agentId);
        return agent is { IsPublished: true, Version: { } version } && (await retell.CreateDraftAsync(agentId, version, cancel)).IsDone
            ? await change()
            : answer;
    }

    /// <summary>Publishes the version; succeeds if it is published already.</summary>
    private async Task PublishAsync(RetellAgent agent, CancellationToken cancel)
    {
        var answer = await retell.PublishAgentAsync(agent.AgentId!, agent.Version ?? 0, cancel);
        if (answer.IsDone)
            return;
        var now = await FindAgentAsync(agent.AgentId!, cancel) ?? throw IsGone(agent.AgentId!);
        if (now.IsPublished == true)
            return;
        throw now.Version == agent.Version
            ? answer.Refusal()
            : new AgentProviderException(
                AgentFault.Passing,
                $"Retell did not {answer.Asked}: it was changed by someone else in the meantime."
            );
    }

    private AgentBody Wanted(AgentMark mark, AgentSpec wanted, string llm) =>
        new()
        {
            AgentName = mark.NameFor(wanted.Name),
            VoiceId = wanted.VoiceId,
            Language = wanted.Language,
            ResponseEngine = new() { Type = RetellEngine.Llm, LlmId = llm },
            WebhookUrl = WebhookUrl,
            WebhookEvents = WebhookUrl is null ? null : s_events,
        };

    /// <summary>The fields of the agent that differ; null when none does.</summary>
    private AgentBody? Differences(RetellAgent agent, AgentMark mark, AgentSpec wanted, string? newLlm)
    {
        var body = new AgentBody
        {
            AgentName = agent.AgentName == mark.NameFor(wanted.Name) ? null : mark.NameFor(wanted.Name),
            VoiceId = agent.VoiceId == wanted.VoiceId ? null : wanted.VoiceId,
            Language = agent.LanguageText == wanted.Language ? null : wanted.Language,
            ResponseEngine = newLlm is null ? null : new() { Type = RetellEngine.Llm, LlmId = newLlm },
            WebhookUrl = agent.WebhookUrl == WebhookUrl ? null : WebhookUrl,
        };
        body = body with { WebhookEvents = body.WebhookUrl is null ? null : s_events };
        return body == new AgentBody() ? null : body;
    }

    private string? WebhookUrl => retell.Settings.WebhookUrl?.AbsoluteUri;

    /// <summary>The agents whose name carries the mark. Retell's search may return others too.</summary>
    private async Task<List<string>> IdsOfAsync(AgentMark mark, CancellationToken cancel)
    {
        var ids = new List<string>();
        await foreach (var agent in retell.ListAgentsAsync(mark.ToString(), cancel))
        {
            if (Mark(agent) == mark)
                ids.Add(agent.AgentId!);
        }

        return ids;
    }

    private async Task<RetellAgent?> FindAgentAsync(string id, CancellationToken cancel)
    {
        var answer = await retell.GetAgentAsync(id, cancel);
        return answer.IsMissing ? null : answer.Need() with { AgentId = id };
    }

    /// <summary>
    /// The agent with the texts of its LLM: empty when the LLM was deleted, null when it has another engine.
    /// </summary>
    private async Task<ProvidedAgent> ProvidedAsync(RetellAgent agent, CancellationToken cancel) =>
        Provided(
            agent,
            agent.ResponseEngine is null || OtherEngineOf(agent) is not null
                ? null
                : (LlmOf(agent) is { } id ? await llms.FindAsync(id, cancel) : null)
                    ?? new RetellLlm { GeneralPrompt = "", BeginMessage = "" }
        );

    private ProvidedAgent Provided(RetellAgent agent, RetellLlm? llm) =>
        new(
            agent.AgentId!,
            Mark(agent),
            NameOf(agent),
            agent.VoiceId,
            agent.LanguageText,
            llm?.Greeting,
            llm?.GeneralPrompt,
            LlmOf(agent),
            agent.Version,
            agent.IsPublished,
            WebhookUrl is null ? null : agent.WebhookUrl == WebhookUrl,
            agent.LastModificationTimestamp is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null
        )
        {
            OtherEngine = OtherEngineOf(agent),
            MakesUpGreeting = llm is { MakesUpGreeting: true },
        };

    /// <summary>The engine of an agent that does not use a Retell LLM; null for one that does, or when unknown.</summary>
    private static string? OtherEngineOf(RetellAgent agent) =>
        agent.ResponseEngine?.Type is { Length: > 0 } type && type != RetellEngine.Llm ? type : null;

    private static AgentMark? Mark(RetellAgent agent) => AgentMark.Find(agent.AgentName);

    private static string? NameOf(RetellAgent agent) => agent.AgentName is { } name ? AgentMark.Strip(name) : null;

    private static string? LlmOf(RetellAgent agent) => agent.ResponseEngine is { Type: RetellEngine.Llm, LlmId: { } id } ? id : null;

    private static AgentProviderException IsLlmGone(RetellAnswer<RetellAgent> answer, string llm) =>
        new(AgentFault.Passing, $"Retell did not {answer.Asked}: its LLM {llm} was deleted in the meantime.");

    private static AgentProviderException IsGone(string agentId) => new(AgentFault.Passing, $"Agent {agentId} no longer exists at Retell.");
}
