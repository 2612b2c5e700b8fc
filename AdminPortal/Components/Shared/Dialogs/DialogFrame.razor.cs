using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Dialogs;

/// <summary>The layout of a <see cref="PortalDialog"/>.</summary>
public sealed partial class DialogFrame
{
    private readonly string _formId = $"dialog-{Guid.NewGuid():N}";

    /// <summary>The dialog to render.</summary>
    [Parameter, EditorRequired]
    public PortalDialog Of { get; set; } = null!;

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>The submission; null omits the form and its button.</summary>
    [Parameter]
    public Func<Task>? OnSubmit { get; set; }

    [Parameter]
    public string? SubmitText { get; set; }

    [Parameter]
    public bool CanSubmit { get; set; } = true;

    /// <summary>Whether the submission removes something; its button is then red.</summary>
    [Parameter]
    public bool TakesAway { get; set; }

    /// <summary>The text of the cancel button; null omits it.</summary>
    [Parameter]
    public string? CancelText { get; set; } = "Cancel";

    /// <summary>What the cancel button does instead of closing the dialog.</summary>
    [Parameter]
    public EventCallback OnCancel { get; set; }

    /// <summary>More buttons, after the others.</summary>
    [Parameter]
    public RenderFragment? MoreActions { get; set; }

    private Task SubmitAsync(string? shown)
    {
        // The second click of a double click may arrive when the button already has another meaning.
        return OnSubmit is not { } act || !CanSubmit || shown != SubmitText ? Task.CompletedTask : Of.RunAsync(act);
    }

    private Task CancelAsync()
    {
        if (OnCancel.HasDelegate)
            return OnCancel.InvokeAsync();
        Of.Cancel();
        return Task.CompletedTask;
    }
}
