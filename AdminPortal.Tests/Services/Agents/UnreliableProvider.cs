using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AdminPortal.Providers.Agents;

namespace AdminPortal.Tests.Services.Agents;

/// <summary>An in-memory provider that fails like real ones: before acting, after acting (so that the response is lost), and by acting
/// after its caller gave up. Its state is what a real provider would have.</summary>
internal sealed class UnreliableProvider(int seed = 1) : IAgentProvider
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly List<Action> _late = [];
    private int _made;

    /// <summary>The failure rate in percent.</summary>
    public int FaultPercent { get; set; }

    /// <summary>Thrown by every request that creates or changes an agent; null throws nothing.</summary>
    public AgentProviderException? Refusal { get; set; }

    public ConcurrentDictionary<string, ProvidedAgent> Agents { get; } = new();

    public ConcurrentDictionary<string, string?> Numbers { get; } = new();

    /// <summary>Each request in order, such as <c>Create Acme</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public string Name => "simulated";

    public string? WhyNumbersCannotBeBound => null;

    /// <summary>Completes late requests whose callers gave up.</summary>
    public void CatchUp()
    {
        lock (_lock)
        {
            foreach (var act in _late)
                act();
            _late.Clear();
        }
    }

    public Task<IReadOnlyList<ProvidedAgent>> FindAgentsAsync(AgentMark mark, string? knownId, CancellationToken cancel) =>
        CallAsync<IReadOnlyList<ProvidedAgent>>(
            $"Find {knownId}",
            false,
            () => [.. Agents.Values.Where(a => a.Mark == mark || a.Id == knownId)],
            cancel
        );

    public Task<ProvidedAgent> CreateAgentAsync(AgentMark mark, AgentSpec wanted, CancellationToken cancel) =>
        CallAsync(
            $"Create {wanted.Name}",
            true,
            () =>
            {
                var id = $"agent-{Interlocked.Increment(ref _made):0000}";
                return Agents[id] = As(id, mark, wanted);
            },
            cancel
        );

    public Task<ProvidedAgent> UpdateAgentAsync(ProvidedAgent there, AgentMark mark, AgentSpec wanted, CancellationToken cancel) =>
        CallAsync($"Update {there.Id}", true, () => Agents[there.Id] = As(there.Id, mark, wanted), cancel);

    public Task DeleteAgentAsync(string agentId, CancellationToken cancel) =>
        CallAsync(
            $"Delete {agentId}",
            true,
            () =>
            {
                foreach (var number in Numbers.Where(n => n.Value == agentId).Select(n => n.Key).ToList())
                    Numbers[number] = null;
                return Agents.TryRemove(agentId, out _);
            },
            cancel
        );

    public Task<ProvidedNumber?> FindNumberAsync(string number, CancellationToken cancel) =>
        CallAsync(
            $"Look at {number}",
            false,
            () => Numbers.TryGetValue(number, out var agent) ? new ProvidedNumber(number, agent is null ? [] : [agent]) : null,
            cancel
        );

    public Task BindAsync(string number, string agentId, AgentMark mark, CancellationToken cancel) =>
        CallAsync(
            $"Bind {number}",
            true,
            () =>
                Agents.ContainsKey(agentId)
                    ? Numbers[number] = agentId
                    : throw new AgentProviderException(AgentFault.Passing, "There is no such agent."),
            cancel
        );

    public Task UnbindAsync(string number, string agentId, CancellationToken cancel) =>
        CallAsync(
            $"Unbind {number}",
            true,
            () => Numbers.TryGetValue(number, out var rings) && rings == agentId ? Numbers[number] = null : null,
            cancel
        );

    public IAsyncEnumerable<ProvidedAgent> ListAgentsAsync(Guid installation, CancellationToken cancel) =>
        ListAsync("List agents", () => Agents.Values.Where(a => a.Mark?.Installation == installation).ToList(), cancel);

    public IAsyncEnumerable<ProvidedNumber> ListNumbersAsync(CancellationToken cancel) =>
        ListAsync(
            "List numbers",
            () => Numbers.Where(n => n.Value is not null).Select(n => new ProvidedNumber(n.Key, [n.Value!])).ToList(),
            cancel
        );

    /// <summary>The list of voices waits for this.</summary>
    public Task Delay { get; set; } = Task.CompletedTask;

    public async Task<IReadOnlyList<ProvidedVoice>> ListVoicesAsync(CancellationToken cancel)
    {
        var voices = await CallAsync<IReadOnlyList<ProvidedVoice>>(
            "List voices",
            false,
            () => [new("v1", "Bea", "young"), new("v2", "Ada", "") { SampleUrl = new Uri("https://voices.example.com/ada.mp3") }],
            cancel
        );
        await Delay.WaitAsync(cancel);
        return voices;
    }

    public Task<VoiceSample> ReadSampleAsync(ProvidedVoice voice, CancellationToken cancel) =>
        CallAsync($"Read {voice.SampleUrl}", false, () => new VoiceSample([1, 2, 3], "audio/mpeg"), cancel);

    public Task<string> PlaceCallAsync(string agentId, string from, string to, CancellationToken cancel) =>
        CallAsync($"Call {to} from {from}", true, () => $"call-{Interlocked.Increment(ref _made):0000}", cancel);

    public Task<int> RemoveUnusedPartsAsync(Guid installation, TimeSpan age, CancellationToken cancel) => Task.FromResult(0);

    private async IAsyncEnumerable<T> ListAsync<T>(string what, Func<List<T>> list, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var one in await CallAsync(what, false, list, cancel))
            yield return one;
    }

    private static ProvidedAgent As(string id, AgentMark mark, AgentSpec wanted) =>
        new(id, mark, wanted.Name, wanted.VoiceId, wanted.Language, wanted.Greeting, wanted.Prompt, null, 1, true, null, null);

    private async Task<T> CallAsync<T>(string what, bool isChange, Func<T> act, CancellationToken cancel)
    {
        await Task.Delay(Chance(5), cancel);
        Calls.Enqueue(what);
        if (isChange && Refusal is { } refusal)
            throw refusal;
        if (Chance(100) >= FaultPercent)
            return Do(act);

        var lost = new AgentProviderException(
            what.StartsWith("Create", StringComparison.Ordinal) ? AgentFault.Unknown : AgentFault.Passing,
            "The response was lost."
        );
        switch (Chance(4))
        {
            case 0:
                throw new AgentProviderException(AgentFault.Passing, "The provider is out of order.");
            case 1:
                throw new AgentProviderException(AgentFault.Throttled, "The provider's rate limit was reached.")
                {
                    RetryAfter = TimeSpan.FromMilliseconds(50),
                };
            case 2 when isChange:
                lock (_lock)
                    _late.Add(() => act());
                throw lost;
            default:
                Do(act);
                throw lost;
        }
    }

    private T Do<T>(Func<T> act)
    {
        lock (_lock)
            return act();
    }

    private int Chance(int of)
    {
        lock (_lock)
            return _random.Next(of);
    }
}
