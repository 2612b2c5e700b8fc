using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using MudBlazor;

namespace AdminPortal.Components.Shared.Acts;

/// <summary>The words, icon and usual reasons of each act.</summary>
public static class NumberActionWords
{
    /// <summary>What the dialog is about.</summary>
    public static string Title(NumberAction act, string number) =>
        act switch
        {
            NumberAction.Assign => $"Assign {Display(number)}",
            NumberAction.Reassign => $"Reassign {Display(number)}",
            NumberAction.Release => $"Release {Display(number)}",
            NumberAction.UndoRelease => $"Undo release of {Display(number)}",
            NumberAction.EndQuarantine => $"End the quarantine of {Display(number)}",
            NumberAction.Activate => $"Activate {Display(number)}",
            NumberAction.Deactivate => $"Deactivate {Display(number)}",
            NumberAction.Note => $"Note on {Display(number)}",
            NumberAction.Delete => $"Delete {Display(number)}",
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };

    /// <summary>What the button that does it says.</summary>
    public static string Button(NumberAction act) =>
        act switch
        {
            NumberAction.Assign => "Assign number",
            NumberAction.Reassign => "Reassign number",
            NumberAction.Release => "Release number",
            NumberAction.UndoRelease => "Undo release",
            NumberAction.EndQuarantine => "End quarantine",
            NumberAction.Activate => "Activate number",
            NumberAction.Deactivate => "Deactivate number",
            NumberAction.Note => "Save note",
            NumberAction.Delete => "Delete number",
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };

    /// <summary>What the button or menu entry that offers it says.</summary>
    public static string Offer(NumberAction act, NumberRecord number) =>
        act switch
        {
            NumberAction.Note => number.Note is null ? "Add note" : "Edit note",
            _ => Button(act),
        };

    public static string Icon(NumberAction act) =>
        act switch
        {
            NumberAction.Assign => Icons.Material.Outlined.AddBusiness,
            NumberAction.Reassign => Icons.Material.Outlined.SwapHoriz,
            NumberAction.Release => Icons.Material.Outlined.LinkOff,
            NumberAction.UndoRelease => Icons.Material.Outlined.Undo,
            NumberAction.EndQuarantine => Icons.Material.Outlined.HourglassDisabled,
            NumberAction.Activate => Icons.Material.Outlined.PlayArrow,
            NumberAction.Deactivate => Icons.Material.Outlined.Block,
            NumberAction.Note => Icons.Material.Outlined.StickyNote2,
            NumberAction.Delete => Icons.Material.Outlined.DeleteForever,
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };

    /// <summary>Whether it takes something away, so that its button warns.</summary>
    public static bool TakesAway(NumberAction act) => act is NumberAction.Release or NumberAction.Deactivate or NumberAction.Delete;

    /// <summary>Reasons that are given often, to choose with one click.</summary>
    public static IReadOnlyList<string> UsualReasons(NumberAction act) =>
        act switch
        {
            NumberAction.Release => ["Business closed", "The business asked for it", "Assigned by mistake", "Contract ended"],
            NumberAction.Reassign => ["Business changed hands", "Assigned to the wrong business", "Merged with another business"],
            NumberAction.EndQuarantine => ["Number is needed", "Never used by its last business", "The last business agreed"],
            NumberAction.Deactivate => ["Too many wrong calls", "Fault at the carrier", "Ported away"],
            NumberAction.Activate => ["Fault is mended", "Deactivated by mistake"],
            _ => [],
        };

    /// <summary>What the message says when it is done.</summary>
    /// <param name="before">The number as it was.</param>
    /// <param name="after">The number as it is now.</param>
    public static string Done(NumberAction act, NumberRecord before, NumberRecord after)
    {
        var number = Display(after.Number);
        return act switch
        {
            NumberAction.Assign => $"Assigned {number} to {after.BusinessName}",
            NumberAction.Reassign => $"Reassigned {number} from {before.BusinessName} to {after.BusinessName}",
            NumberAction.Release => $"Released {number} from {before.BusinessName}",
            NumberAction.UndoRelease => $"Returned {number} to {after.BusinessName}",
            NumberAction.EndQuarantine => $"Ended the quarantine of {number}",
            NumberAction.Activate => $"Activated {number}",
            NumberAction.Deactivate => $"Deactivated {number}",
            NumberAction.Note => after.Note is null ? $"Removed the note on {number}" : $"Saved the note on {number}",
            NumberAction.Delete => $"Deleted {number}",
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    /// <summary>The number as people write it.</summary>
    public static string Display(string number) => E164.TryParseExact(number, out var parsed) ? parsed.Display : number;
}
