using MudBlazor;

namespace AdminPortal.Components.Shared;

/// <summary>Messages that say what was done, and offer the way back where there is one.</summary>
internal static class SuccessMessages
{
    /// <summary>How long an undo is offered, in milliseconds.</summary>
    private const int UndoMilliseconds = 10_000;

    /// <summary>
    /// Says what was done. It is said also where a message in the same words still stands, as after the second save of a note: each action
    /// is
    /// told of and has its own undo, unlike a refusal that somebody clicks for again and again.
    /// </summary>
    /// <param name="undo">What the message's button does; null for a message without one.</param>
    /// <param name="button">The button's name.</param>
    public static void AddDone(this ISnackbar snackbar, string message, Func<Task>? undo = null, string button = "Undo") =>
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
