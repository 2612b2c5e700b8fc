using AdminPortal.Data.Records;

namespace AdminPortal.Services.Bulk;

/// <summary>What can be done to many numbers at once.</summary>
public enum BulkAct
{
    Release,
    Deactivate,
    Activate,
    EndQuarantine,
}

/// <summary>What each act asks of the numbers and of the person.</summary>
public static class BulkActs
{
    /// <summary>The one state from which the act is possible.</summary>
    public static NumberStatus StartsFrom(this BulkAct act) => act switch
    {
        BulkAct.Release => NumberStatus.Assigned,
        BulkAct.Deactivate => NumberStatus.Available,
        BulkAct.Activate => NumberStatus.Inactive,
        BulkAct.EndQuarantine => NumberStatus.Quarantined,
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    /// <summary>Whether the actor may do it: the same as for one number.</summary>
    public static bool IsAllowedTo(this BulkAct act, Actor actor) => act == BulkAct.Release ? actor.IsStaff : actor.IsAdmin;

    internal static string Words(this BulkAct act) => act switch
    {
        BulkAct.Release => "release numbers",
        BulkAct.Deactivate => "take numbers out of use",
        BulkAct.Activate => "put numbers back into use",
        BulkAct.EndQuarantine => "end a quarantine",
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };
}
