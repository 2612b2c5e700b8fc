using System.Runtime.CompilerServices;
using AdminPortal.Settings;

namespace AdminPortal.Providers.Agents.Simulated;

/// <summary>The settings under <c>Agents:Simulated</c>.</summary>
/// <param name="Delay">How long each call takes.</param>
/// <param name="FailurePercent">Failure rate in percent; half of the failed calls did their work and lose only the response.</param>
public sealed record SimulatedSettings(TimeSpan Delay, int FailurePercent)
{
    /// <summary>About the duration of a request to a real provider.</summary>
    public static readonly TimeSpan StandardDelay = TimeSpan.FromMilliseconds(300);

    public static SimulatedSettings Read(SettingReader reader) =>
        new(
            TimeSpan.FromMilliseconds(reader.Whole("Agents:Simulated:DelayMilliseconds", (int)StandardDelay.TotalMilliseconds, 0, 60_000)),
            reader.Whole("Agents:Simulated:FailurePercent", 0, 0, 100)
        );
}

/// <summary>
/// A provider for trying out the portal: it stores agents and numbers, and has a delay and a failure rate. No real calls are made.
/// </summary>
/// <param name="chance">Decides which calls fail.</param>
public sealed class SimulatedAgentProvider(ISimulatedAccount account, SimulatedSettings settings, TimeProvider clock, Random chance)
    : IAgentProvider
{
    public const string ProviderName = "simulated";

    private static readonly IReadOnlyList<ProvidedVoice> s_voices =
    [
        Voice("11labs-Adrian", "Adrian", "American, male, young"),
        Voice("11labs-Amy", "Amy", "British, female, young"),
        Voice("11labs-Anthony", "Anthony", "British, male, middle aged"),
        Voice("11labs-Marissa", "Marissa", "American, female, young"),
        Voice("openai-Alloy", "Alloy", "American, female, young"),
        Voice("openai-Onyx", "Onyx", "American, male, middle aged"),
    ];

    private static readonly IReadOnlyList<Lazy<byte[]>> s_tones =
    [
        .. Enumerable.Range(0, s_voices.Count).Select(i => new Lazy<byte[]>(() => SimulatedTone.Wav(220 + (55 * i)))),
    ];

    private readonly Lock _drawing = new();

    public string Name => ProviderName;

    public string? WhyNumbersCannotBeBound => null;

    public Task<IReadOnlyList<ProvidedAgent>> FindAgentsAsync(AgentMark mark, string? knownId, CancellationToken cancel) =>
        CallAsync<IReadOnlyList<ProvidedAgent>>(
            "get agent",
            async () =>
                [
                    .. from agent in await account.FindAgentsAsync(mark.BusinessId, knownId, cancel)
                    where agent.BusinessId == mark.BusinessId
                    select Provided(agent, mark.Installation),
                ],
            cancel
        );

    public Task<ProvidedAgent> CreateAgentAsync(AgentMark mark, AgentSpec wanted, CancellationToken cancel) =>
        CallAsync(
            "create agent",
            async () =>
            {
                if ((await account.FindAgentsAsync(mark.BusinessId, null, cancel)) is [var there, ..])
                    return Provided(await ChangeAsync(there, wanted, cancel), mark.Installation);
                var now = clock.GetUtcNow();
                var agent = new SimulatedAgentState(
                    $"sim_{Guid.CreateVersion7(now):N}",
                    mark.BusinessId,
                    wanted.Name,
                    wanted.VoiceId,
                    wanted.Language,
                    wanted.Greeting,
                    wanted.Prompt,
                    now
                );
                await account.AddAgentAsync(agent, cancel);
                return Provided(agent, mark.Installation);
            },
            cancel,
            creates: true
        );

    public Task<ProvidedAgent> UpdateAgentAsync(ProvidedAgent there, AgentMark mark, AgentSpec wanted, CancellationToken cancel) =>
        CallAsync(
            "update agent",
            async () =>
            {
                var agent =
                    (await account.FindAgentsAsync(mark.BusinessId, there.Id, cancel)).FirstOrDefault(a => a.Id == there.Id)
                    ?? throw IsGone(there.Id);
                return Provided(await ChangeAsync(agent with { BusinessId = mark.BusinessId }, wanted, cancel), mark.Installation);
            },
            cancel
        );

    public Task DeleteAgentAsync(string agentId, CancellationToken cancel) =>
        CallAsync(
            "delete agent",
            async () =>
            {
                await account.RemoveAgentAsync(agentId, cancel);
                return true;
            },
            cancel
        );

    public Task<ProvidedNumber?> FindNumberAsync(string number, CancellationToken cancel) =>
        CallAsync($"get number {number}", () => account.FindNumberAsync(number, cancel), cancel);

    public Task BindAsync(string number, string agentId, AgentMark mark, CancellationToken cancel) =>
        CallAsync(
            $"bind number {number}",
            async () => await account.RingAsync(number, agentId, cancel) ? true : throw IsGone(agentId),
            cancel
        );

    public Task UnbindAsync(string number, string agentId, CancellationToken cancel) =>
        CallAsync(
            $"unbind number {number}",
            async () =>
                (await account.FindNumberAsync(number, cancel))?.AgentIds?.Contains(agentId) == true
                && await account.RingAsync(number, null, cancel),
            cancel
        );

    public async IAsyncEnumerable<ProvidedAgent> ListAgentsAsync(Guid installation, [EnumeratorCancellation] CancellationToken cancel)
    {
        // The portal's database belongs to one installation, as do all agents in it.
        foreach (var agent in await CallAsync("list agents", () => account.ListAgentsAsync(cancel), cancel))
            yield return Provided(agent, installation);
    }

    public async IAsyncEnumerable<ProvidedNumber> ListNumbersAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var number in await CallAsync("list numbers", () => account.ListNumbersAsync(cancel), cancel))
            yield return number;
    }

    /// <summary>Voices that Retell has too, so that an agent can move there.</summary>
    public Task<IReadOnlyList<ProvidedVoice>> ListVoicesAsync(CancellationToken cancel) =>
        CallAsync("list voices", () => Task.FromResult(s_voices), cancel);

    public Task<VoiceSample> ReadSampleAsync(ProvidedVoice voice, CancellationToken cancel)
    {
        var index = Math.Max(0, s_voices.Select(v => v.Id).ToList().IndexOf(voice.Id));
        return CallAsync("read voice sample", () => Task.FromResult(new VoiceSample(s_tones[index].Value, "audio/wav")), cancel);
    }

    /// <summary>No phone rings.</summary>
    public Task<string> PlaceCallAsync(string agentId, string from, string to, CancellationToken cancel) =>
        CallAsync(
            "place call",
            async () =>
                (await account.FindNumberAsync(from, cancel))?.AgentIds?.Contains(agentId) == true
                    ? $"sim_call_{Guid.NewGuid():N}"
                    : throw new AgentProviderException(AgentFault.ForAPerson, $"{from} is not bound to agent {agentId}."),
            cancel,
            creates: true
        );

    /// <summary>Its agents have no parts.</summary>
    public Task<int> RemoveUnusedPartsAsync(Guid installation, TimeSpan age, CancellationToken cancel) => Task.FromResult(0);

    private async Task<SimulatedAgentState> ChangeAsync(SimulatedAgentState there, AgentSpec wanted, CancellationToken cancel)
    {
        var changed = there with
        {
            Name = wanted.Name,
            VoiceId = wanted.VoiceId,
            Language = wanted.Language,
            Greeting = wanted.Greeting,
            Prompt = wanted.Prompt,
        };
        if (changed == there)
            return there;
        changed = changed with { ModifiedAt = clock.GetUtcNow() };
        return await account.ChangeAgentAsync(changed, cancel) ? changed : throw IsGone(there.Id);
    }

    private async Task<T> CallAsync<T>(string asked, Func<Task<T>> act, CancellationToken cancel, bool creates = false)
    {
        if (settings.Delay > TimeSpan.Zero)
            await Task.Delay(settings.Delay, clock, cancel);
        var (fails, acts) = Draw();
        if (fails && !acts)
            throw new AgentProviderException(AgentFault.Passing, $"The provider returned an error ({asked}).");
        var done = await act();
        return fails
            ? throw new AgentProviderException(creates ? AgentFault.Unknown : AgentFault.Passing, $"No response from provider ({asked}).")
            : done;
    }

    private (bool Fails, bool Acts) Draw()
    {
        if (settings.FailurePercent == 0)
            return (false, true);
        lock (_drawing)
            return (chance.Next(100) < settings.FailurePercent, chance.Next(2) == 0);
    }

    private static ProvidedVoice Voice(string id, string name, string kind) => new(id, name, kind) { SampleUrl = new Uri($"tone:{id}") };

    private static ProvidedAgent Provided(SimulatedAgentState agent, Guid installation) =>
        new(
            agent.Id,
            new AgentMark(installation, agent.BusinessId),
            agent.Name,
            agent.VoiceId,
            agent.Language,
            agent.Greeting,
            agent.Prompt,
            PartId: null,
            Version: null,
            IsPublished: true,
            IsHeard: null,
            agent.ModifiedAt
        );

    private static AgentProviderException IsGone(string agentId) =>
        new(AgentFault.Passing, $"Agent {agentId} no longer exists at the provider.");
}
