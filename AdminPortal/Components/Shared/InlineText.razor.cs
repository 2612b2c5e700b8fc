using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared;

/// <summary>Shows a text and edits it in place. Its owner holds what is typed, so that it survives when a list renders the row
/// again.</summary>
public sealed partial class InlineText
{
    private readonly string _problemId = $"problem-{Guid.NewGuid():N}";
    private ElementReference _field;
    private bool _isOpen;

    /// <summary>The saved text.</summary>
    [Parameter, EditorRequired]
    public string? Value { get; set; }

    /// <summary>What the text is, within a sentence: "the note of +1 800 555 0100".</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Shown without a text.</summary>
    [Parameter]
    public string? Empty { get; set; }

    [Parameter]
    public int MaxLength { get; set; } = 200;

    /// <summary>Whether the text may have several lines, with Shift+Enter.</summary>
    [Parameter]
    public bool HasLines { get; set; }

    /// <summary>Whether the user may change it.</summary>
    [Parameter]
    public bool CanEdit { get; set; } = true;

    /// <summary>-1 removes the button from the Tab order if a list manages it.</summary>
    [Parameter]
    public int TabIndex { get; set; }

    [Parameter, EditorRequired]
    public bool IsEditing { get; set; }

    /// <summary>What is being typed.</summary>
    [Parameter]
    public string? Text { get; set; }

    [Parameter]
    public EventCallback<string?> TextChanged { get; set; }

    /// <summary>Why the text cannot be saved.</summary>
    [Parameter]
    public string? Problem { get; set; }

    /// <summary>Whether it is being saved.</summary>
    [Parameter]
    public bool IsBusy { get; set; }

    [Parameter]
    public EventCallback OnStart { get; set; }

    [Parameter]
    public EventCallback OnSave { get; set; }

    [Parameter]
    public EventCallback OnCancel { get; set; }

    private Task ChangeAsync(string? text) => TextChanged.InvokeAsync(text);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var opens = IsEditing && CanEdit && !_isOpen;
        _isOpen = IsEditing && CanEdit;
        if (opens)
            await _field.FocusAsync(preventScroll: true);
    }
}
