using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using static AdminPortal.Data.Entities.NumberStatus;

namespace AdminPortal.Services.Numbers;

/// <summary>Whether an action carries a reason.</summary>
public enum ReasonRule
{
    None,
    Optional,
    Required,
}

/// <summary>The rules of one action.</summary>
/// <param name="From">The states that it starts from.</param>
/// <param name="Role">The least that somebody who does it must be: <c>support</c> means that admins may do it too.</param>
/// <param name="Words">What the role may not do, as a refusal says it, such as "release numbers".</param>
/// <param name="Become">What the number would be, as a refusal says it, such as "released".</param>
/// <param name="AuditAction">How the audit calls it.</param>
/// <param name="IsBulk">Whether it is offered for many numbers at once.</param>
public sealed record NumberRule(
    NumberAction Action,
    IReadOnlyList<NumberStatus> From,
    PortalRole Role,
    ReasonRule Reason,
    string Words,
    string Become,
    string AuditAction,
    bool IsBulk = false
)
{
    /// <summary>Whether a business gets the number by it, which must then be named.</summary>
    public bool NeedsBusiness => Action is NumberAction.Assign or NumberAction.Reassign;

    public bool NeedsReason => Reason == ReasonRule.Required;

    /// <summary>Whether the role is enough, whatever the number's state.</summary>
    public bool IsAllowedTo(Actor actor) => Role == PortalRole.Admin ? actor.IsAdmin : actor.IsStaff;

    public bool StartsFrom(NumberStatus status) => From.Contains(status);

    /// <summary>Whether the number as it stands admits it.</summary>
    public bool Admits(NumberRecord number) =>
        StartsFrom(number.Status)
        && Action switch
        {
            NumberAction.UndoRelease => number.ReleasedFrom is not null,
            // The last holder stays on the number, so one without was never held.
            NumberAction.Delete => number.ReleasedFrom is null,
            _ => true,
        };
}

/// <summary>
/// What can be done to numbers, by whom, from which state: one row for each action. Pages, API, command line and bulk actions all ask
/// here.
/// </summary>
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
            IsBulk: true
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
            IsBulk: true
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
            IsBulk: true
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

    /// <summary>Those that are offered for many numbers at once.</summary>
    public static IReadOnlyList<NumberRule> Bulk { get; } = [.. s_rules.Where(r => r.IsBulk)];

    public static NumberRule Of(NumberAction action) => s_rules[(int)action];

    /// <summary>What this person can do to the number as it stands, the usual first.</summary>
    public static IReadOnlyList<NumberAction> Possible(NumberRecord number, Actor actor) =>
        [.. s_rules.Where(r => r.IsAllowedTo(actor) && r.Admits(number)).Select(r => r.Action)];

    /// <summary>What can be done from a state, as a refusal says it.</summary>
    internal static string WhatIsPossible(NumberStatus status) =>
        status switch
        {
            Available => "It can be assigned or deactivated.",
            Assigned => "It can be reassigned or released.",
            Quarantined => "Its release can be undone, or an admin can end the quarantine.",
            Inactive => "An admin can activate it.",
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        };

    /// <summary>What can be done instead of deleting a number that was held, as a refusal says it.</summary>
    internal static string InsteadOfDeleting(NumberStatus status) =>
        status switch
        {
            Assigned => "Release it first; once its quarantine ends, deactivate it instead.",
            Quarantined => "End its quarantine first, then deactivate it instead.",
            Inactive => "It is already inactive, so it cannot be assigned.",
            _ => "Deactivate it instead.",
        };
}
