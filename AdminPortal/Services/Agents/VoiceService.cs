using AdminPortal.Providers.Agents;

namespace AdminPortal.Services.Agents;

/// <summary>A voice for agents.</summary>
/// <param name="Id">The value for an agent's voice.</param>
/// <param name="Kind">A description of its sound; empty if unknown.</param>
/// <param name="HasSample">Whether it can be heard, see <see cref="VoiceService.SampleAsync"/>.</param>
public sealed record AgentVoice(string Id, string Name, string Kind, bool HasSample = false);

/// <summary>A recording of a voice.</summary>
/// <param name="ContentType">Such as <c>audio/mpeg</c>; always audio.</param>
public sealed record VoiceRecording(byte[] Audio, string ContentType);

/// <summary>The provider's voices. They change rarely, so they are cached.</summary>
public sealed class VoiceService(IAgentProvider provider, TimeProvider clock, ILogger<VoiceService> log)
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromMinutes(10);

    /// <summary>Pause after a failed request. Forms open without voices in the meantime.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private Known _known = new([], default);
    private Task<Known>? _asking;

    /// <summary>All voices by name; empty while the provider is not available. For staff, and for businesses, which set up their own
    /// agent.</summary>
    public async Task<Outcome<IReadOnlyList<AgentVoice>>> ListAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.MaySeeAll && actor.BusinessId is null)
            return new Refusal.NotAllowed("see voices");
        return Outcome.Done<IReadOnlyList<AgentVoice>>([
            .. (await KnownAsync(cancel)).Voices.Select(v => new AgentVoice(v.Id, v.Name, v.Kind, v.SampleUrl is not null)),
        ]);
    }

    /// <summary>A recording of a voice, for the same roles as the list. The provider is asked for listed voices only.</summary>
    public async Task<Outcome<VoiceRecording>> SampleAsync(Actor actor, string voiceId, CancellationToken cancel)
    {
        if (!actor.MaySeeAll && actor.BusinessId is null)
            return new Refusal.NotAllowed("hear voices");
        if ((await KnownAsync(cancel)).Voices.FirstOrDefault(v => v.Id == voiceId) is not { SampleUrl: not null } voice)
            return new Refusal.NotFound("sample of such a voice");
        try
        {
            var sample = await provider.ReadSampleAsync(voice, cancel);
            return new VoiceRecording(sample.Audio, sample.ContentType);
        }
        catch (AgentProviderException fault)
        {
            log.LogInformation("The sample of the voice {Voice} could not be read: {Message}", voiceId, fault.Message);
            return AgentProviderFailed.Of(fault);
        }
    }

    private async Task<Known> KnownAsync(CancellationToken cancel)
    {
        Task<Known> asking;
        lock (_lock)
        {
            if (clock.GetUtcNow() < _known.Until)
                return _known;

            // Concurrent callers share one request. It runs without their cancellation tokens, so no caller can cancel it for the others.
            asking = _asking ??= Task.Run(AskOnceAsync, CancellationToken.None);
        }

        return await asking.WaitAsync(cancel);
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
            return new([.. voices.OrderBy(v => v.Name, StringComparer.OrdinalIgnoreCase)], clock.GetUtcNow() + s_fresh);
        }
        catch (AgentProviderException fault)
        {
            log.LogInformation("The voices could not be listed: {Message}", fault.Message);
            return new(_known.Voices, clock.GetUtcNow() + s_pause);
        }
    }

    private sealed record Known(IReadOnlyList<ProvidedVoice> Voices, DateTimeOffset Until);
}
