using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Bulk;

/// <summary>What can be done to many numbers at once.</summary>
public enum BulkAction
{
    Release,
    Deactivate,
    Activate,
    EndQuarantine,
}

/// <summary>What each act asks of the numbers and of the person.</summary>
public static class BulkActions
{
    /// <summary>The one state from which the act is possible.</summary>
    public static NumberStatus StartsFrom(this BulkAction act) =>
        act switch
        {
            BulkAction.Release => NumberStatus.Assigned,
            BulkAction.Deactivate => NumberStatus.Available,
            BulkAction.Activate => NumberStatus.Inactive,
            BulkAction.EndQuarantine => NumberStatus.Quarantined,
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };

    /// <summary>Whether the actor may do it: the same as for one number.</summary>
    public static bool IsAllowedTo(this BulkAction act, Actor actor) => act == BulkAction.Release ? actor.IsStaff : actor.IsAdmin;

    internal static string Words(this BulkAction act) =>
        act switch
        {
            BulkAction.Release => "release numbers",
            BulkAction.Deactivate => "take numbers out of use",
            BulkAction.Activate => "put numbers back into use",
            BulkAction.EndQuarantine => "end a quarantine",
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
}
