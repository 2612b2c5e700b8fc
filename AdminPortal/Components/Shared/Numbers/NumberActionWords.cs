using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using MudBlazor;

namespace AdminPortal.Components.Shared.Numbers;

/// <summary>The texts of an action, on one number and on many.</summary>
/// <param name="Button">The button for one number.</param>
/// <param name="Verb">A narrow button.</param>
/// <param name="Title">The action, before the number or the count of numbers: "Release +1 800 555 0100", "Release 12 numbers".</param>
/// <param name="Done">The completed action, in the same way.</param>
/// <param name="Many">The title of a dialog about many numbers; null if not offered for many.</param>
/// <param name="AtWork">The progress text for many.</param>
/// <param name="Reasons">Common reasons, to choose with one click.</param>
/// <param name="TakesAway">Whether the action removes something, so that its button warns.</param>
public sealed record NumberActionWords(
    NumberAction Action,
    string Icon,
    string Button,
    string Verb,
    string Title,
    string Done,
    string? Many = null,
    string? AtWork = null,
    IReadOnlyList<string>? Reasons = null,
    bool TakesAway = false
)
{
    /// <summary>In the order of <see cref="NumberAction"/>.</summary>
    private static readonly NumberActionWords[] s_words =
    [
        new(NumberAction.Assign, Icons.Material.Outlined.AddBusiness, "Assign number", "Assign", "Assign", "Assigned"),
        new(
            NumberAction.Release,
            Icons.Material.Outlined.LinkOff,
            "Release number",
            "Release",
            "Release",
            "Released",
            "Release numbers",
            "Releasing numbers",
            ["Business closed", "The business asked for it", "Assigned by mistake", "Contract ended"],
            TakesAway: true
        ),
        new(
            NumberAction.Reassign,
            Icons.Material.Outlined.SwapHoriz,
            "Reassign number",
            "Reassign",
            "Reassign",
            "Reassigned",
            Reasons: ["Business changed hands", "Assigned to the wrong business", "Merged with another business"]
        ),
        new(
            NumberAction.UndoRelease,
            Icons.Material.Outlined.Undo,
            "Undo release",
            "Undo release",
            "Undo release of",
            "Returned",
            "Undo releases",
            "Returning numbers"
        ),
        new(
            NumberAction.EndQuarantine,
            Icons.Material.Outlined.HourglassDisabled,
            "End quarantine",
            "End quarantine",
            "End the quarantine of",
            "Ended the quarantine of",
            "End quarantines",
            "Ending quarantines",
            ["Number is needed", "Never used by its last business", "The last business agreed"]
        ),
        new(
            NumberAction.Activate,
            Icons.Material.Outlined.PlayArrow,
            "Activate number",
            "Activate",
            "Activate",
            "Activated",
            "Activate numbers",
            "Activating numbers",
            ["Fault is fixed", "Deactivated by mistake"]
        ),
        new(NumberAction.Note, Icons.Material.Outlined.StickyNote2, "Save note", "Note", "Note on", "Saved the note on"),
        new(
            NumberAction.Deactivate,
            Icons.Material.Outlined.Block,
            "Deactivate number",
            "Deactivate",
            "Deactivate",
            "Deactivated",
            "Deactivate numbers",
            "Deactivating numbers",
            ["Too many wrong calls", "Fault at the carrier", "Ported away"],
            TakesAway: true
        ),
        new(NumberAction.Delete, Icons.Material.Outlined.DeleteForever, "Delete number", "Delete", "Delete", "Deleted", TakesAway: true),
    ];

    public static NumberActionWords Of(NumberAction action) => s_words[(int)action];

    /// <summary>The title of the dialog about one number.</summary>
    public string TitleOf(string number) => $"{Title} {E164.Shown(number)}";

    /// <summary>The button for many, such as "Release 12 numbers".</summary>
    public string TitleOf(long count) => $"{Title} {Format.Count(count, "number")}";

    /// <summary>Such as "Released 12 numbers".</summary>
    public string DoneTo(long count) => $"{Done} {Format.Count(count, "number")}";

    /// <summary>The button or menu entry that offers it.</summary>
    public string Offer(NumberRecord number) =>
        Action != NumberAction.Note ? Button
        : number.Note is null ? "Add note"
        : "Edit note";

    /// <summary>The message after the action.</summary>
    /// <param name="before">The number before it.</param>
    /// <param name="after">The number now.</param>
    public string DoneTo(NumberRecord before, NumberRecord after)
    {
        var done = $"{Done} {E164.Shown(after.Number)}";
        return Action switch
        {
            NumberAction.Assign or NumberAction.UndoRelease => $"{done} to {after.BusinessName}",
            NumberAction.Reassign => $"{done} from {before.BusinessName} to {after.BusinessName}",
            NumberAction.Release => $"{done} from {before.BusinessName}",
            NumberAction.Note when after.Note is null => $"Removed the note on {E164.Shown(after.Number)}",
            _ => done,
        };
    }

    /// <summary>The new state of many numbers.</summary>
    public string Effect(int quarantineDays) =>
        Action switch
        {
            NumberAction.Release when quarantineDays == 0 => "They are taken from their businesses and are available immediately.",
            NumberAction.Release => $"They are taken from their businesses and stay in quarantine for {quarantineDays} days. Until "
                + "then the release can be undone, for all of them or one by one.",
            NumberAction.UndoRelease =>
                "Each is assigned again to the business that had it, unless that business has another number by now.",
            NumberAction.Deactivate => "They cannot be assigned until they are activated again.",
            NumberAction.Activate => "They are available again immediately.",
            NumberAction.EndQuarantine =>
                "They are available immediately. Callers of the last business may still dial them, and the release can no longer be "
                    + "undone.",
            _ => throw new InvalidOperationException($"{Action} is not offered for many numbers."),
        };
}
