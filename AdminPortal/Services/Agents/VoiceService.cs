using AdminPortal.Providers.Agents;

namespace AdminPortal.Services.Agents;

/// <summary>A voice to choose for an agent.</summary>
/// <param name="Id">What an agent's voice is set to.</param>
/// <param name="Kind">How it sounds; empty where nobody says.</param>
public sealed record AgentVoice(string Id, string Name, string Kind);

/// <summary>The provider's voices. They change rarely, so they are cached.</summary>
public sealed class VoiceService(IAgentProvider provider, TimeProvider clock, ILogger<VoiceService> log)
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromMinutes(10);

    /// <summary>After a failure the provider is left alone this long: a form opens without its voices.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private Known _known = new([], default);
    private Task<Known>? _asking;

    /// <summary>
    /// All voices by name; empty while the provider cannot be asked. For staff, and for businesses, which set up their own agent.
    /// </summary>
    public async Task<Outcome<IReadOnlyList<AgentVoice>>> ListAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsStaff && actor.BusinessId is null)
            return new Refusal.NotAllowed("see voices");
        Task<Known> asking;
        lock (_lock)
        {
            if (clock.GetUtcNow() < _known.Until)
                return Outcome.Done(_known.Voices);

            // Everybody who comes meanwhile waits for the same answer. It is nobody's alone, so no caller's leaving ends it.
            asking = _asking ??= Task.Run(AskOnceAsync, CancellationToken.None);
        }

        return Outcome.Done((await asking.WaitAsync(cancel)).Voices);
    }

    private async Task<Known> AskOnceAsync()
    {
        try
        {
            var known = await AskAsync();
            lock (_lock)
                return _known = known;
        }
        finally
        {
            lock (_lock)
                _asking = null;
        }
    }

    private async Task<Known> AskAsync()
    {
        try
        {
            var voices = await provider.ListVoicesAsync(CancellationToken.None);
            return new(
                [.. voices.Select(v => new AgentVoice(v.Id, v.Name, v.Kind)).OrderBy(v => v.Name, StringComparer.OrdinalIgnoreCase)],
                clock.GetUtcNow() + s_fresh
            );
        }
        catch (AgentProviderException fault)
        {
            log.LogInformation("The voices could not be listed: {Message}", fault.Message);
            return new(_known.Voices, clock.GetUtcNow() + s_pause);
        }
    }

    private sealed record Known(IReadOnlyList<AgentVoice> Voices, DateTimeOffset Until);
}
