using System.Net;
using System.Runtime.CompilerServices;

namespace AdminPortal.Providers.Agents.Retell;

/// <summary>Which agent a number at Retell rings.</summary>
internal sealed class RetellNumbers(RetellClient retell)
{
    /// <summary>See <see cref="IAgentProvider.WhyNumbersCannotBeBound"/>.</summary>
    public string? WhyNotBound => retell.Settings.TerminationUri is null
        ? "Retell cannot take calls to uploaded numbers until the setting Retell:TerminationUri names the SIP trunk that they come in by."
        : null;

    public async Task<ProvidedNumber?> FindAsync(string number, CancellationToken cancel)
    {
        var answer = await retell.GetNumberAsync(number, cancel);
        return answer.IsMissing ? null : Provided(answer.Need(), number);
    }

    public async Task BindAsync(string number, string agentId, AgentMark mark, CancellationToken cancel)
    {
        if (await FindAsync(number, cancel) is not { } there)
        {
            there = await ImportAsync(number, agentId, mark, cancel);
        }

        if (there.AgentIds is [var one] && one == agentId)
            return;
        var answer = await retell.RingAsync(number, new BindingBody(RetellClient.Ringing(agentId)) { Nickname = mark.ToString() }, cancel);
        if (!answer.IsDone)
            throw await WhyNotAsync(answer, agentId, cancel);
        Believe(answer, number, [agentId]);
    }

    public async Task UnbindAsync(string number, string agentId, CancellationToken cancel)
    {
        if (await FindAsync(number, cancel) is not { } there || !there.AgentIds.Contains(agentId))
            return;
        var answer = await retell.RingAsync(number, new BindingBody(null), cancel);
        if (answer.IsMissing)
            return;
        Believe(answer, number, []);
    }

    public async IAsyncEnumerable<ProvidedNumber> ListAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var number in retell.ListNumbersAsync(cancel))
        {
            if (Provided(number, number.PhoneNumber!) is { AgentIds.Count: > 0 } ringing)
                yield return ringing;
        }
    }

    /// <summary>Brings in a number that Retell does not know.</summary>
    private async Task<ProvidedNumber> ImportAsync(string number, string agentId, AgentMark mark, CancellationToken cancel)
    {
        if (retell.Settings.TerminationUri is not { } trunk)
            throw new AgentProviderException(AgentFault.ForAPerson, WhyNotBound!);
        var answer = await retell.ImportNumberAsync(new(number, trunk, RetellClient.Ringing(agentId), mark.ToString())
        {
            SipTrunkAuthUsername = retell.Settings.SipUsername,
            SipTrunkAuthPassword = retell.Settings.SipPassword,
        }, cancel);
        if (answer.IsDone)
            return Provided(answer.Value!, number);

        // A try before this one, whose answer was lost, may have come through only now.
        return await FindAsync(number, cancel) ?? throw await WhyNotAsync(answer, agentId, cancel);
    }

    /// <summary>Why the number was not bound: nothing for a person where only the agent is gone.</summary>
    private async Task<AgentProviderException> WhyNotAsync<T>(RetellAnswer<T> answer, string agentId, CancellationToken cancel) where T : class =>
        answer.Status != HttpStatusCode.PreconditionFailed && (await retell.GetAgentAsync(agentId, cancel)).IsMissing
            ? new AgentProviderException(AgentFault.Passing, $"Retell did not {answer.Asked}: the agent {agentId} is no longer there.")
            : answer.Refusal();

    /// <summary>An answer that says whom the number rings must say what was asked for; one that leaves it out is taken for done.</summary>
    private static void Believe(RetellAnswer<RetellNumber> answer, string number, IReadOnlyList<string> agents)
    {
        var there = answer.Need();
        if (there.InboundAgents is not null && !Provided(there, number).AgentIds.SequenceEqual(agents, StringComparer.Ordinal))
            throw new AgentProviderException(AgentFault.Passing, $"Retell did not {answer.Asked}: it answered that it did, and that the number rings as before.");
    }

    private static ProvidedNumber Provided(RetellNumber there, string number) => new(
        there.PhoneNumber ?? number,
        [.. from agent in there.InboundAgents ?? [] where agent.AgentId is not null select agent.AgentId]);
}
