using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Shared;

/// <summary>
/// A field that narrows a list while somebody types in it. What is found comes back by the page's address, some keys later: what
/// this field itself asked for never goes back into it, so that no key is lost. Whatever else changes the value is shown.
/// </summary>
public sealed partial class SearchField
{
    /// <summary>What was asked for and has not come back yet.</summary>
    private readonly List<string?> _asked = [];
    private string? _text;
    private string? _shown;

    /// <summary>What the list is narrowed by; null when it is by nothing.</summary>
    [Parameter]
    public string? Value { get; set; }

    /// <summary>Told a moment after a key: without the space around it, and null for nothing.</summary>
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
