using System.Net;
using System.Runtime.CompilerServices;

namespace AdminPortal.Providers.Agents.Retell;

/// <summary>Binds numbers at Retell to agents.</summary>
internal sealed class RetellNumbers(RetellClient retell)
{
    /// <summary>See <see cref="IAgentProvider.WhyNumbersCannotBeBound"/>.</summary>
    public string? WhyNotBound =>
        retell.Settings.TerminationUri is null
            ? "Retell cannot receive calls to uploaded numbers. Set Retell:TerminationUri to the SIP trunk that delivers them."
            : null;

    public async Task<ProvidedNumber?> FindAsync(string number, CancellationToken cancel)
    {
        return await LookAsync(number, cancel) is { } there ? Provided(there, number) : null;
    }

    public async Task BindAsync(string number, string agentId, AgentMark mark, CancellationToken cancel)
    {
        if (await LookAsync(number, cancel) is not { } there)
        {
            there = await ImportAsync(number, agentId, mark, cancel);
        }

        if (Provided(there, number).RingsOnly(agentId))
            return;
        var answer = await retell.RingAsync(number, Binding(there, agentId) with { Nickname = mark.ToString() }, cancel);
        if (!answer.IsDone)
            throw await WhyNotAsync(answer, agentId, cancel);
        Believe(answer, number, agentId);
    }

    public async Task UnbindAsync(string number, string agentId, CancellationToken cancel)
    {
        if (await LookAsync(number, cancel) is not { } there)
            return;
        if (there.AgentIds is not { } agents)
            throw new AgentProviderException(AgentFault.Passing, $"Retell does not report the agent of {number}, so it was not unbound.");
        if (!agents.Contains(agentId))
            return;
        var answer = await retell.RingAsync(number, Binding(there, null), cancel);
        if (answer.IsMissing)
            return;
        Believe(answer, number, null);
    }

    public async IAsyncEnumerable<ProvidedNumber> ListAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var number in retell.ListNumbersAsync(cancel))
        {
            if (Provided(number, number.PhoneNumber!) is { AgentIds: null or { Count: > 0 } } ringing)
                yield return ringing;
        }
    }

    /// <summary>Imports a number that Retell does not know.</summary>
    private async Task<RetellNumber> ImportAsync(string number, string agentId, AgentMark mark, CancellationToken cancel)
    {
        if (retell.Settings.TerminationUri is not { } trunk)
            throw new AgentProviderException(AgentFault.ForAPerson, WhyNotBound!);
        var answer = await retell.ImportNumberAsync(
            new(number, trunk, RetellClient.Ringing(agentId), mark.ToString())
            {
                SipTrunkAuthUsername = retell.Settings.SipUsername,
                SipTrunkAuthPassword = retell.Settings.SipPassword,
            },
            cancel
        );
        if (answer.IsDone)
            return answer.Value!;

        // An earlier attempt whose response was lost may have succeeded in the meantime.
        return await LookAsync(number, cancel) ?? throw await WhyNotAsync(answer, agentId, cancel);
    }

    /// <summary>Why the number was not bound: temporary when only the agent is gone.</summary>
    private async Task<AgentProviderException> WhyNotAsync<T>(RetellAnswer<T> answer, string agentId, CancellationToken cancel)
        where T : class =>
        answer.Status != HttpStatusCode.PreconditionFailed && (await retell.GetAgentAsync(agentId, cancel)).IsMissing
            ? new AgentProviderException(AgentFault.Passing, $"Retell did not {answer.Asked}: agent {agentId} no longer exists.")
            : answer.Refusal();

    /// <summary>Checks that a reported binding is the requested one; without a report the request counts as successful.</summary>
    private static void Believe(RetellAnswer<RetellNumber> answer, string number, string? agentId)
    {
        var there = Provided(answer.Need(), number);
        if (there.AgentIds is { } agents && !(agentId is null ? agents.Count == 0 : there.RingsOnly(agentId)))
            throw new AgentProviderException(
                AgentFault.Passing,
                $"Retell did not {answer.Asked}: it reported success, but the binding is unchanged."
            );
    }

    private async Task<RetellNumber?> LookAsync(string number, CancellationToken cancel)
    {
        var answer = await retell.GetNumberAsync(number, cancel);
        return answer.IsMissing ? null : answer.Need();
    }

    /// <summary>The binding to this agent only, or to none, in the shape that the number has.</summary>
    private static BindingBody Binding(RetellNumber there, string? agentId)
    {
        var agents = agentId is null ? null : RetellClient.Ringing(agentId);
        return there.IsOfOlderShape ? new OlderBindingBody(agents, agentId) : new BindingBody(agents);
    }

    private static ProvidedNumber Provided(RetellNumber there, string number) =>
        new(there.PhoneNumber ?? number, there.AgentIds) { PinnedVersion = there.PinnedVersion };
}
