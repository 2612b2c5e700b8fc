using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Inventory;

/// <summary>What a person can do to one number, the usual first.</summary>
public enum NumberAction
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

/// <summary>
/// Which acts a number's state and a person's role admit. The services that do them ask here, and so does whoever offers them.
/// </summary>
public static class NumberActionRules
{
    /// <summary>What this person can do to the number as it stands, the usual first.</summary>
    public static IReadOnlyList<NumberAction> Possible(NumberRecord number, Actor actor) =>
        [
            .. Enum.GetValues<NumberAction>()
                .Where(act =>
                    actor.MayDo(act)
                    && Admits(number.Status, act)
                    && act switch
                    {
                        NumberAction.UndoRelease => number.ReleasedFrom is not null,
                        // Whoever held it last stays on the number, so one without has no ledger.
                        NumberAction.Delete => number is { AssignedTo: null, ReleasedFrom: null },
                        _ => true,
                    }
                ),
        ];

    /// <summary>Whether the role is enough, whatever the number's state.</summary>
    public static bool MayDo(this Actor actor, NumberAction act) =>
        act switch
        {
            NumberAction.Assign or NumberAction.Release or NumberAction.Reassign or NumberAction.UndoRelease or NumberAction.Note =>
                actor.IsStaff,
            NumberAction.EndQuarantine or NumberAction.Activate or NumberAction.Deactivate or NumberAction.Delete => actor.IsAdmin,
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };

    /// <summary>Whether the act starts from this state.</summary>
    internal static bool Admits(NumberStatus status, NumberAction act) =>
        act switch
        {
            NumberAction.Assign or NumberAction.Deactivate => status == NumberStatus.Available,
            NumberAction.Release or NumberAction.Reassign => status == NumberStatus.Assigned,
            NumberAction.UndoRelease or NumberAction.EndQuarantine => status == NumberStatus.Quarantined,
            NumberAction.Activate => status == NumberStatus.Inactive,
            NumberAction.Delete => status != NumberStatus.Assigned,
            NumberAction.Note => true,
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };

    /// <summary>Whether the act must carry a reason.</summary>
    public static bool NeedsReason(NumberAction act) =>
        act
            is NumberAction.Release
                or NumberAction.Reassign
                or NumberAction.EndQuarantine
                or NumberAction.Activate
                or NumberAction.Deactivate;

    /// <summary>What can be done from a state, as a refusal says it.</summary>
    internal static string WhatIsPossible(NumberStatus status) =>
        status switch
        {
            NumberStatus.Available => "It can be assigned or deactivated.",
            NumberStatus.Assigned => "It can be reassigned or released.",
            NumberStatus.Quarantined => "Its release can be undone, or an admin can end the quarantine.",
            NumberStatus.Inactive => "An admin can activate it.",
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        };
}
