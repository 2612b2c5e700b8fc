using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using MudBlazor;

namespace AdminPortal.Components.Shared.Acts;

/// <summary>The words, icon and usual reasons of each act.</summary>
public static class ActWords
{
    /// <summary>What the dialog is about.</summary>
    public static string Title(NumberAct act, string number) => act switch
    {
        NumberAct.Assign => $"Assign {Display(number)}",
        NumberAct.Reassign => $"Reassign {Display(number)}",
        NumberAct.Release => $"Release {Display(number)}",
        NumberAct.UndoRelease => $"Undo the release of {Display(number)}",
        NumberAct.EndQuarantine => $"End the quarantine of {Display(number)}",
        NumberAct.Activate => $"Activate {Display(number)}",
        NumberAct.Deactivate => $"Deactivate {Display(number)}",
        NumberAct.Note => $"Note on {Display(number)}",
        NumberAct.Delete => $"Delete {Display(number)}",
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    /// <summary>What the button that does it says.</summary>
    public static string Button(NumberAct act) => act switch
    {
        NumberAct.Assign => "Assign number",
        NumberAct.Reassign => "Reassign number",
        NumberAct.Release => "Release number",
        NumberAct.UndoRelease => "Undo release",
        NumberAct.EndQuarantine => "End quarantine",
        NumberAct.Activate => "Activate number",
        NumberAct.Deactivate => "Deactivate number",
        NumberAct.Note => "Save note",
        NumberAct.Delete => "Delete number",
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    /// <summary>What the button or menu entry that offers it says.</summary>
    public static string Offer(NumberAct act, NumberRecord number) => act switch
    {
        NumberAct.Note => number.Note is null ? "Add note" : "Edit note",
        _ => Button(act),
    };

    public static string Icon(NumberAct act) => act switch
    {
        NumberAct.Assign => Icons.Material.Outlined.AddBusiness,
        NumberAct.Reassign => Icons.Material.Outlined.SwapHoriz,
        NumberAct.Release => Icons.Material.Outlined.LinkOff,
        NumberAct.UndoRelease => Icons.Material.Outlined.Undo,
        NumberAct.EndQuarantine => Icons.Material.Outlined.HourglassDisabled,
        NumberAct.Activate => Icons.Material.Outlined.PlayArrow,
        NumberAct.Deactivate => Icons.Material.Outlined.Block,
        NumberAct.Note => Icons.Material.Outlined.StickyNote2,
        NumberAct.Delete => Icons.Material.Outlined.DeleteForever,
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    /// <summary>Whether it takes something away, so that its button warns.</summary>
    public static bool TakesAway(NumberAct act) => act is NumberAct.Release or NumberAct.Deactivate or NumberAct.Delete;

    /// <summary>Reasons that are given often, to choose with one click.</summary>
    public static IReadOnlyList<string> UsualReasons(NumberAct act) => act switch
    {
        NumberAct.Release => ["Business closed", "The business asked for it", "Assigned by mistake", "Contract ended"],
        NumberAct.Reassign => ["Business changed hands", "Assigned to the wrong business", "Merged with another business"],
        NumberAct.EndQuarantine => ["Number is needed", "Never used by its last business", "The last business agreed"],
        NumberAct.Deactivate => ["Too many wrong calls", "Fault at the carrier", "Ported away"],
        NumberAct.Activate => ["Fault is mended", "Deactivated by mistake"],
        _ => [],
    };

    /// <summary>What the message says when it is done.</summary>
    /// <param name="before">The number as it was.</param>
    /// <param name="after">The number as it is now.</param>
    public static string Done(NumberAct act, NumberRecord before, NumberRecord after)
    {
        var number = Display(after.Number);
        return act switch
        {
            NumberAct.Assign => $"Assigned {number} to {after.BusinessName}",
            NumberAct.Reassign => $"Reassigned {number} from {before.BusinessName} to {after.BusinessName}",
            NumberAct.Release => $"Released {number} from {before.BusinessName}",
            NumberAct.UndoRelease => $"Returned {number} to {after.BusinessName}",
            NumberAct.EndQuarantine => $"Ended the quarantine of {number}",
            NumberAct.Activate => $"Activated {number}",
            NumberAct.Deactivate => $"Deactivated {number}",
            NumberAct.Note => after.Note is null ? $"Removed the note on {number}" : $"Saved the note on {number}",
            NumberAct.Delete => $"Deleted {number}",
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    /// <summary>The number as people write it.</summary>
    public static string Display(string number) => E164.TryParseExact(number, out var parsed) ? parsed.Display : number;
}
