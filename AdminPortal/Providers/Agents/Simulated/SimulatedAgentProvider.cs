using System.Runtime.CompilerServices;

namespace AdminPortal.Providers.Agents.Simulated;

/// <summary>The settings under <c>Agents:Simulated</c>.</summary>
/// <param name="Delay">How long each call takes.</param>
/// <param name="FailurePercent">Of 100 calls, so many fail: half of them before they act, half after, so that the answer is lost.</param>
public sealed record SimulatedSettings(TimeSpan Delay, int FailurePercent);

/// <summary>A provider for those who have none: it takes time, can be told to fail, and no telephone rings.</summary>
public sealed class SimulatedAgentProvider(ISimulatedAccount account, SimulatedSettings settings, TimeProvider clock) : IAgentProvider
{
    public const string ProviderName = "simulated";

    public string Name => ProviderName;

    public string? WhyNumbersCannotBeBound => null;

    public Task<IReadOnlyList<ProvidedAgent>> FindAgentsAsync(AgentMark mark, string? knownId, CancellationToken cancel) =>
        CallAsync(() => account.FindAsync(mark, knownId, cancel), AgentFault.Passing, cancel);

    public Task<ProvidedAgent> CreateAgentAsync(AgentMark mark, AgentSpec wanted, CancellationToken cancel) =>
        CallAsync(() => SaveAsync($"sim_{Guid.NewGuid():N}", mark, wanted, version: 1, cancel), AgentFault.Unknown, cancel);

    public Task<ProvidedAgent> UpdateAgentAsync(ProvidedAgent there, AgentMark mark, AgentSpec wanted, CancellationToken cancel) =>
        CallAsync(() => SaveAsync(there.Id, mark, wanted, (there.Version ?? 0) + 1, cancel), AgentFault.Passing, cancel);

    public Task DeleteAgentAsync(string agentId, CancellationToken cancel) =>
        CallAsync(() => DoneAsync(account.RemoveAsync(agentId, cancel)), AgentFault.Passing, cancel);

    public Task<ProvidedNumber?> FindNumberAsync(string number, CancellationToken cancel) =>
        CallAsync(() => account.FindNumberAsync(number, cancel), AgentFault.Passing, cancel);

    public Task BindAsync(string number, string agentId, AgentMark mark, CancellationToken cancel) =>
        CallAsync(() => DoneAsync(account.SetNumberAsync(number, agentId, cancel)), AgentFault.Passing, cancel);

    public Task UnbindAsync(string number, CancellationToken cancel) =>
        CallAsync(() => DoneAsync(account.SetNumberAsync(number, null, cancel)), AgentFault.Passing, cancel);

    public async IAsyncEnumerable<ProvidedAgent> ListAgentsAsync(Guid installation, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var agent in await CallAsync(() => account.ListAsync(installation, cancel), AgentFault.Passing, cancel))
            yield return agent;
    }

    public async IAsyncEnumerable<ProvidedNumber> ListNumbersAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var number in await CallAsync(() => account.ListNumbersAsync(cancel), AgentFault.Passing, cancel))
            yield return number;
    }

    /// <summary>An agent here is made of nothing else.</summary>
    public Task<int> RemoveUnusedPartsAsync(Guid installation, TimeSpan age, CancellationToken cancel) => Task.FromResult(0);

    private async Task<ProvidedAgent> SaveAsync(string id, AgentMark mark, AgentSpec wanted, int version, CancellationToken cancel)
    {
        var agent = new ProvidedAgent(id, mark, wanted.Name, wanted.VoiceId, wanted.Language, wanted.Greeting, wanted.Prompt, null, version, true, clock.GetUtcNow());
        await account.SaveAsync(agent, cancel);
        return agent;
    }

    private async Task<T> CallAsync<T>(Func<Task<T>> act, AgentFault lost, CancellationToken cancel)
    {
        if (settings.Delay > TimeSpan.Zero)
            await Task.Delay(settings.Delay, clock, cancel);
        var fails = Random.Shared.Next(100) < settings.FailurePercent;
        if (fails && Random.Shared.Next(2) == 0)
            throw new AgentProviderException(AgentFault.Passing, "The simulated provider was told to fail.");
        var done = await act();
        return fails ? throw new AgentProviderException(lost, "The simulated provider was told to lose its answer.") : done;
    }

    private static async Task<bool> DoneAsync(Task task)
    {
        await task;
        return true;
    }
}
