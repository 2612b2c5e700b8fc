using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Shared;

/// <summary>A field that filters a list while the user types. Results arrive through the page's address, some keystrokes later: values that
/// this field requested are never written back to it, so that no keystroke is lost. Other changes of the value are shown.</summary>
public sealed partial class SearchField
{
    /// <summary>Requested values that have not arrived yet.</summary>
    private readonly List<string?> _asked = [];
    private string? _text;
    private string? _shown;

    /// <summary>The filter text; null without one.</summary>
    [Parameter]
    public string? Value { get; set; }

    /// <summary>Raised shortly after a keystroke: trimmed, and null for an empty text.</summary>
    [Parameter]
    public EventCallback<string?> ValueChanged { get; set; }

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? Placeholder { get; set; }

    [Parameter]
    public int MaxLength { get; set; } = 254;

    [Parameter]
    public string Icon { get; set; } = Icons.Material.Outlined.Search;

    [Parameter]
    public string Class { get; set; } = "ap-search";

    protected override void OnParametersSet()
    {
        if (Value == _shown)
            return;
        _shown = Value;
        var own = _asked.IndexOf(Value);
        if (own < 0)
        {
            _asked.Clear();
            _text = Value;
        }
        else
        {
            _asked.RemoveRange(0, own + 1);
        }
    }

    private Task TypeAsync(string? text)
    {
        _text = text;
        var wanted = string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        if (wanted == (_asked.Count > 0 ? _asked[^1] : _shown))
            return Task.CompletedTask;
        _asked.Add(wanted);
        return ValueChanged.InvokeAsync(wanted);
    }
}
