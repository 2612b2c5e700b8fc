using MudBlazor;

namespace AdminPortal.Components.Shared;

/// <summary>Success messages with an optional undo.</summary>
internal static class SuccessMessages
{
    /// <summary>How long undo is offered, in milliseconds.</summary>
    private const int UndoMilliseconds = 10_000;

    /// <summary>Shows a success message in place of the one before. It is shown even if the same message is still visible, as after saving
    /// a note twice: each action has its own message and undo, unlike a refusal that is repeated with every click.</summary>
    /// <param name="undo">The action of the message's button; null without one.</param>
    /// <param name="button">The button's text.</param>
    public static void AddDone(this ISnackbar snackbar, string message, Func<Task>? undo = null, string button = "Undo")
    {
        snackbar.Clear();
        snackbar.Add(
            message,
            Severity.Normal,
            options =>
            {
                options.DuplicatesBehavior = SnackbarDuplicatesBehavior.Allow;
                if (undo is null)
                    return;
                options.VisibleStateDuration = UndoMilliseconds;
                options.Action = button;
                options.ActionColor = Color.Inherit;
                options.OnClick = _ => undo();
            }
        );
    }
}
