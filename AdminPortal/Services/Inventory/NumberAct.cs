using AdminPortal.Data.Records;

namespace AdminPortal.Services.Inventory;

/// <summary>What a person can do to one number, the usual first.</summary>
public enum NumberAct
{
    Assign,
    Release,
    Reassign,
    UndoRelease,
    EndQuarantine,
    Activate,
    Note,
    Deactivate,
    Delete,
}

/// <summary>Which acts a number's state and a person's role admit. The services that do them ask here, and so does whoever offers them.</summary>
public static class NumberActRules
{
    /// <summary>What this person can do to the number as it stands, the usual first.</summary>
    public static IReadOnlyList<NumberAct> Possible(NumberRecord number, Actor actor) =>
        [.. Enum.GetValues<NumberAct>().Where(act => actor.MayDo(act) && Admits(number.Status, act) && act switch
        {
            NumberAct.UndoRelease => number.ReleasedFrom is not null,
            // Whoever held it last stays on the number, so one without has no ledger.
            NumberAct.Delete => number is { AssignedTo: null, ReleasedFrom: null },
            _ => true,
        })];

    /// <summary>Whether the role is enough, whatever the number's state.</summary>
    public static bool MayDo(this Actor actor, NumberAct act) => act switch
    {
        NumberAct.Assign or NumberAct.Release or NumberAct.Reassign or NumberAct.UndoRelease or NumberAct.Note => actor.IsStaff,
        NumberAct.EndQuarantine or NumberAct.Activate or NumberAct.Deactivate or NumberAct.Delete => actor.IsAdmin,
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    /// <summary>Whether the act starts from this state.</summary>
    internal static bool Admits(NumberStatus status, NumberAct act) => act switch
    {
        NumberAct.Assign or NumberAct.Deactivate => status == NumberStatus.Available,
        NumberAct.Release or NumberAct.Reassign => status == NumberStatus.Assigned,
        NumberAct.UndoRelease or NumberAct.EndQuarantine => status == NumberStatus.Quarantined,
        NumberAct.Activate => status == NumberStatus.Inactive,
        NumberAct.Delete => status != NumberStatus.Assigned,
        NumberAct.Note => true,
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    /// <summary>Whether the act must carry a reason.</summary>
    public static bool NeedsReason(NumberAct act) =>
        act is NumberAct.Release or NumberAct.Reassign or NumberAct.EndQuarantine or NumberAct.Activate or NumberAct.Deactivate;

    /// <summary>What can be done from a state, as a refusal says it.</summary>
    internal static string WhatIsPossible(NumberStatus status) => status switch
    {
        NumberStatus.Available => "It can be assigned or deactivated.",
        NumberStatus.Assigned => "It can be reassigned or released.",
        NumberStatus.Quarantined => "Its release can be undone, or an admin can end the quarantine.",
        NumberStatus.Inactive => "An admin can activate it.",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };
}
