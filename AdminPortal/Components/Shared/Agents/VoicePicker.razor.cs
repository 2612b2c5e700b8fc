using AdminPortal.Services.Agents;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>Chooses an agent's voice, and plays its sample.</summary>
public sealed partial class VoicePicker
{
    private IReadOnlyList<AgentVoice> _voices = [];
    private bool _isPlaying;
    private bool _isUnplayable;

    /// <summary>The provider's id of the voice.</summary>
    [Parameter]
    public string? Value { get; set; }

    [Parameter]
    public EventCallback<string?> ValueChanged { get; set; }

    /// <summary>Why the voice was refused; null if it was not.</summary>
    [Parameter]
    public string? Problem { get; set; }

    [Inject]
    private VoiceService Voices { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // The form does not wait for a slow provider.
        if (!firstRender)
            return;
        _voices = (await Voices.ListAsync(Current.Actor, CancellationToken.None)).Value ?? [];
        StateHasChanged();
    }

    private async Task ChangeAsync(string? value)
    {
        Stop();
        _isUnplayable = false;
        await ValueChanged.InvokeAsync(value);
    }

    private void Toggle() => (_isPlaying, _isUnplayable) = (!_isPlaying, false);

    private void Stop() => _isPlaying = false;

    private void Fail() => (_isPlaying, _isUnplayable) = (false, true);

    private string PlayText(AgentVoice voice) => _isPlaying ? "Stop the sample" : $"Play a sample of {voice.Name}";

    private AgentVoice? VoiceOf(string? id) => _voices.FirstOrDefault(v => v.Id == id);

    /// <summary>All voices for the current text, so that opening the list shows the choice.</summary>
    private Task<IEnumerable<string>> FindAsync(string? text, CancellationToken cancel) =>
        Task.FromResult(
            _voices
                .Where(v =>
                    string.IsNullOrWhiteSpace(text)
                    || text == Value
                    || $"{v.Id} {v.Name} {v.Kind}".Contains(text.Trim(), StringComparison.OrdinalIgnoreCase)
                )
                .Select(v => v.Id)
        );

    private string? SoundOf(string? id) => VoiceOf(id) is { Kind.Length: > 0 } voice ? voice.Kind : null;
}
