using AdminPortal.Services.Agents;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>Chooses an agent's voice.</summary>
public sealed partial class VoicePicker
{
    private IReadOnlyList<AgentVoice> _voices = [];

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

    private string? SoundOf(string? id) => _voices.FirstOrDefault(v => v.Id == id) is { Kind.Length: > 0 } voice ? voice.Kind : null;
}
