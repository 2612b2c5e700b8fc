using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using static AdminPortal.Data.Entities.NumberStatus;

namespace AdminPortal.Services.Numbers;

/// <summary>Whether an action takes a reason.</summary>
public enum ReasonRule
{
    None,
    Optional,
    Required,
}

/// <summary>The rules of one action.</summary>
/// <param name="From">The states it can start from.</param>
/// <param name="Role">The minimum role: <c>support</c> includes admins.</param>
/// <param name="Words">What the role may not do, as in the refusal: "release numbers".</param>
/// <param name="Become">The number's new state, as in the refusal: "released".</param>
/// <param name="AuditAction">The action's name in the audit.</param>
/// <param name="IsBulk">Whether it is offered for many numbers.</param>
/// <param name="Undo">The action that undoes it on many numbers; null if none does.</param>
public sealed record NumberRule(
    NumberAction Action,
    IReadOnlyList<NumberStatus> From,
    PortalRole Role,
    ReasonRule Reason,
    string Words,
    string Become,
    string AuditAction,
    bool IsBulk = false,
    NumberAction? Undo = null
)
{
    /// <summary>Whether the action assigns the number to a business, which must be given.</summary>
    public bool NeedsBusiness => Action is NumberAction.Assign or NumberAction.Reassign;

    public bool NeedsReason => Reason == ReasonRule.Required;

    /// <summary>Whether the actor's role is sufficient, whatever the number's state.</summary>
    public bool IsAllowedTo(Actor actor) => Role == PortalRole.Admin ? actor.IsAdmin : actor.IsStaff;

    public bool StartsFrom(NumberStatus status) => From.Contains(status);

    /// <summary>Whether the number's current state allows it.</summary>
    public bool Admits(NumberRecord number) =>
        StartsFrom(number.Status)
        && Action switch
        {
            NumberAction.UndoRelease => number.ReleasedFrom is not null,
            // The last holder stays on the number, so a number without one was never assigned.
            // A bought number costs money until its supplier has it back, and its order refers to it.
            NumberAction.Delete => number.ReleasedFrom is null && number.OrderId is null,
            NumberAction.Activate => number.ReturnedAt is null,
            _ => true,
        };
}

/// <summary>The actions on numbers with their roles and states: one row for each. Used by pages, API, command line and bulk
/// actions.</summary>
public static class NumberRules
{
    private static readonly NumberStatus[] s_any = [Available, Assigned, Quarantined, Inactive];

    /// <summary>In the order of <see cref="NumberAction"/>.</summary>
    private static readonly NumberRule[] s_rules =
    [
        new(
            NumberAction.Assign,
            [Available],
            PortalRole.Support,
            ReasonRule.Optional,
            "assign numbers",
            "assigned",
            AuditActions.NumberAssigned
        ),
        new(
            NumberAction.Release,
            [Assigned],
            PortalRole.Support,
            ReasonRule.Required,
            "release numbers",
            "released",
            AuditActions.NumberReleased,
            IsBulk: true,
            Undo: NumberAction.UndoRelease
        ),
        new(
            NumberAction.Reassign,
            [Assigned],
            PortalRole.Support,
            ReasonRule.Required,
            "reassign numbers",
            "reassigned",
            AuditActions.NumberReassigned
        ),
        new(
            NumberAction.UndoRelease,
            [Quarantined],
            PortalRole.Support,
            ReasonRule.None,
            "undo a release",
            "given back to the business it was released from",
            AuditActions.ReleaseUndone
        ),
        new(
            NumberAction.EndQuarantine,
            [Quarantined],
            PortalRole.Admin,
            ReasonRule.Required,
            "end a quarantine",
            "taken out of quarantine",
            AuditActions.QuarantineEnded,
            IsBulk: true
        ),
        new(
            NumberAction.Activate,
            [Inactive],
            PortalRole.Admin,
            ReasonRule.Required,
            "activate numbers",
            "activated",
            AuditActions.NumberActivated,
            IsBulk: true,
            Undo: NumberAction.Deactivate
        ),
        new(NumberAction.Note, s_any, PortalRole.Support, ReasonRule.None, "note on numbers", "noted on", AuditActions.NumberNoted),
        new(
            NumberAction.Deactivate,
            [Available],
            PortalRole.Admin,
            ReasonRule.Required,
            "deactivate numbers",
            "deactivated",
            AuditActions.NumberDeactivated,
            IsBulk: true,
            Undo: NumberAction.Activate
        ),
        new(
            NumberAction.Delete,
            [Available, Quarantined, Inactive],
            PortalRole.Admin,
            ReasonRule.None,
            "delete numbers",
            "deleted",
            AuditActions.NumberDeleted
        ),
    ];

    public static IReadOnlyList<NumberRule> All => s_rules;

    /// <summary>The actions offered for many numbers.</summary>
    public static IReadOnlyList<NumberRule> Bulk { get; } = [.. s_rules.Where(r => r.IsBulk)];

    public static NumberRule Of(NumberAction action) => s_rules[(int)action];

    /// <summary>What the actor can do with the number in its current state, most common first.</summary>
    public static IReadOnlyList<NumberAction> Possible(NumberRecord number, Actor actor) =>
        [.. s_rules.Where(r => r.IsAllowedTo(actor) && r.Admits(number)).Select(r => r.Action)];

    /// <summary>What is possible from a state, as in the refusal.</summary>
    internal static string WhatIsPossible(NumberStatus status) =>
        status switch
        {
            Available => "It can be assigned or deactivated.",
            Assigned => "It can be reassigned or released.",
            Quarantined => "Its release can be undone, or an admin can end the quarantine.",
            Inactive => "An admin can activate it.",
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        };

    /// <summary>The alternative to deleting a number that was assigned, as in the refusal.</summary>
    internal static string InsteadOfDeleting(NumberStatus status) =>
        status switch
        {
            Assigned => "Release it first; once its quarantine ends, deactivate it instead.",
            Quarantined => "End its quarantine first, then deactivate it instead.",
            Inactive => "It is already inactive, so it cannot be assigned.",
            _ => "Deactivate it instead.",
        };
}
