using System.Collections.Frozen;
using System.Globalization;
using static AdminPortal.Services.Audit.EventFacts;

namespace AdminPortal.Services.Audit;

/// <summary>All actions of the audit: the names as stored in the database, and below them one row each with its kind, sentence and
/// visibility. A new event is one constant and one row.</summary>
public static class AuditActions
{
    public const string NumberAdded = "number.added";
    public const string NumberAssigned = "number.assigned";
    public const string NumberReleased = "number.released";
    public const string NumberReassigned = "number.reassigned";
    public const string ReleaseUndone = "number.release_undone";
    public const string QuarantineEnded = "number.quarantine_ended";
    public const string NumberDeactivated = "number.deactivated";
    public const string NumberActivated = "number.activated";
    public const string NumberDeleted = "number.deleted";
    public const string NumberNoted = "number.noted";

    /// <summary>An order bought a number that was in the inventory already.</summary>
    public const string NumberBought = "number.bought";

    /// <summary>An inactive number is about to be given back to its supplier.</summary>
    public const string ReturnRequested = "number.release_at_supplier_requested";

    /// <summary>It is given back to its supplier and not paid for any more.</summary>
    public const string NumberReturned = "number.released_at_supplier";

    /// <summary>The supplier refused to take it back.</summary>
    public const string NumberKept = "number.not_released_at_supplier";
    public const string OrderPlaced = "order.placed";
    public const string OrderFulfilled = "order.fulfilled";
    public const string OrderFailed = "order.failed";
    public const string DriftFound = "drift.found";
    public const string BusinessCreated = "business.created";
    public const string BusinessChanged = "business.changed";
    public const string BusinessClosed = "business.closed";
    public const string BusinessReopened = "business.reopened";

    /// <summary>On the business that lost a reassigned number.</summary>
    public const string BusinessLostNumber = "business.number_reassigned";
    public const string AgentCreated = "agent.created";
    public const string AgentChanged = "agent.changed";
    public const string AgentPaused = "agent.paused";
    public const string AgentResumed = "agent.resumed";

    /// <summary>Its business was closed.</summary>
    public const string AgentRemoved = "agent.removed";

    /// <summary>Its business was reopened.</summary>
    public const string AgentRestored = "agent.restored";

    /// <summary>A user requested an immediate retry.</summary>
    public const string AgentRetried = "agent.retried";

    /// <summary>A user let the agent call a phone.</summary>
    public const string AgentTestCalled = "agent.test_called";

    /// <summary>The provider did not place a test call, or did not answer.</summary>
    public const string AgentTestCallFailed = "agent.test_call_failed";

    /// <summary>The agent is in sync after it was not.</summary>
    public const string AgentReady = "agent.ready";
    public const string AgentFailed = "agent.failed";
    public const string AgentDrifted = "agent.drifted";

    /// <summary>An agent that is not ours answered a call to one of our numbers.</summary>
    public const string NumberAnsweredElsewhere = "number.answered_elsewhere";
    public const string BusinessWaits = "business.waits";
    public const string BusinessWaitsNoMore = "business.waits_no_more";
    public const string NumbersImported = "import.finished";
    public const string ApiKeyCreated = "api_key.created";
    public const string ApiKeyRevoked = "api_key.revoked";
    public const string UserInvited = "user.invited";
    public const string UserJoined = "user.joined";
    public const string InvitationWithdrawn = "user.invitation_withdrawn";
    public const string UserRemoved = "user.removed";
    public const string UserRoleChanged = "user.role_changed";
    public const string UserLocked = "user.locked";
    public const string UserUnlocked = "user.unlocked";
    public const string UserSignedOut = "user.signed_out_everywhere";
    public const string SessionEnded = "user.session_ended";
    public const string SecondFactorTakenOff = "user.second_factor_taken_off";
    public const string UserPasswordChanged = "user.password_changed";
    public const string TwoFactorTurnedOn = "user.two_factor_turned_on";
    public const string TwoFactorTurnedOff = "user.two_factor_turned_off";
    public const string RecoveryCodesReplaced = "user.recovery_codes_replaced";
    public const string RecoveryCodeUsed = "user.recovery_code_used";
    public const string PasskeyAdded = "user.passkey_added";
    public const string PasskeyRenamed = "user.passkey_renamed";
    public const string PasskeyRemoved = "user.passkey_removed";
    public const string CommentAdded = "comment.added";
    public const string CommentEdited = "comment.edited";
    public const string CommentDeleted = "comment.deleted";
    public const string SampleDataAdded = "sample_data.added";

    internal static readonly IReadOnlyList<AuditAction> All =
    [
        new(NumberAdded, EventKind.Stock, e => Says("Added", e.Number)),
        new(NumberAssigned, EventKind.Assignments, e => Says("Assigned", e.Number, "to", e.Business)),
        new(NumberReleased, EventKind.Releases, e => Says("Released", e.Number, "from", e.Business)),
        new(NumberReassigned, EventKind.Assignments, e => Says("Reassigned", e.Number, "from", e.LastHolder, "to", e.Business)),
        new(ReleaseUndone, EventKind.Assignments, e => Says("Returned", e.Number, "to", e.Business, "(release undone)")),
        new(QuarantineEnded, EventKind.Releases, e => Says("Ended the quarantine", "of", e.Number)),
        new(NumberDeactivated, EventKind.Stock, e => Says("Deactivated", e.Number)),
        new(NumberActivated, EventKind.Stock, e => Says("Activated", e.Number)),
        new(NumberDeleted, EventKind.Stock, e => Says("Deleted", e.Number)),
        new(NumberNoted, EventKind.Notes, Noted, ForStaffOnly: true),
        new(NumberBought, EventKind.Stock, e => Says("Bought", e.Number, "from", e.Supplier), ForStaffOnly: true),
        new(ReturnRequested, EventKind.Stock, e => Says("Asked", e.Supplier, Plain("to release"), e.Number), ForStaffOnly: true),
        new(NumberReturned, EventKind.Stock, e => Says("Released", e.Number, "at", e.Supplier), ForStaffOnly: true),
        new(
            NumberKept,
            EventKind.Stock,
            e =>
                Says(
                    e.Supplier,
                    Plain("did not release"),
                    e.Number is { } number ? new EventPart($"{number.Text}:", number.Number) : Plain("it:"),
                    e.After("problem")
                ),
            ForStaffOnly: true
        ),
        new(OrderPlaced, EventKind.Orders, e => Says("Ordered", e.Number, "from", e.Supplier), ForStaffOnly: true),
        new(OrderFulfilled, EventKind.Orders, e => Says("Bought", e.Number, "from", e.Supplier), ForStaffOnly: true),
        new(OrderFailed, EventKind.Orders, e => Says("The order", "for", e.Number, "failed:", e.After("last_error")), ForStaffOnly: true),
        new(DriftFound, EventKind.Orders, Drifted, ForStaffOnly: true),
        new(
            NumberAnsweredElsewhere,
            EventKind.Agents,
            e => Says("A call", "to", e.Number, "was answered by an unknown agent:", e.After("agent_id"))
        ),
        new(NumbersImported, EventKind.Stock, Imported),
        new(BusinessCreated, EventKind.Businesses, e => Says("Added the business", e.Business)),
        new(BusinessChanged, EventKind.Businesses, e => Says("Edited", e.Business ?? Plain("the business"))),
        new(BusinessClosed, EventKind.Businesses, e => Says("Closed", e.Business ?? Plain("the business")), IsSecurity: true),
        new(BusinessReopened, EventKind.Businesses, e => Says("Reopened", e.Business ?? Plain("the business")), IsSecurity: true),
        new(BusinessLostNumber, EventKind.Assignments, e => Says("Reassigned", e.Number, "from", e.Business, Plain("to another business"))),
        new(BusinessWaits, EventKind.Businesses, e => Says("Added", e.Business ?? Plain("the business"), Plain("to the waiting list"))),
        new(
            BusinessWaitsNoMore,
            EventKind.Businesses,
            e => Says("Removed", e.Business ?? Plain("the business"), Plain("from the waiting list"))
        ),
        new(AgentCreated, EventKind.Agents, e => Says("Created an agent", "for", e.Business)),
        new(AgentChanged, EventKind.Agents, e => Says("Edited the agent", "of", e.Business)),
        new(AgentPaused, EventKind.Agents, e => Says("Paused the agent", "of", e.Business)),
        new(AgentResumed, EventKind.Agents, e => Says("Resumed the agent", "of", e.Business)),
        new(AgentRemoved, EventKind.Agents, e => Says("Removed the agent", "of", e.Business)),
        new(AgentRestored, EventKind.Agents, e => Says("Restored the agent", "of", e.Business)),
        new(AgentRetried, EventKind.Agents, e => Says("Requested a retry for the agent", "of", e.Business)),
        new(AgentTestCalled, EventKind.Agents, e => Says("Let the agent", "of", e.Business, Plain($"call {e.CalledNumber} as a test"))),
        new(
            AgentTestCallFailed,
            EventKind.Agents,
            e => Says("A test call", "of", e.Business, "failed:", e.After("problem")),
            ForStaffOnly: true
        ),
        new(
            AgentReady,
            EventKind.Agents,
            e => Says("The agent", "of", e.Business, e.After("status") == "paused" ? "is paused" : "is ready")
        ),
        new(AgentFailed, EventKind.Agents, e => Says("The agent", "of", e.Business, "failed:", e.After("last_error"))),
        new(AgentDrifted, EventKind.Agents, e => Says("The agent", "of", e.Business, "is out of sync:", e.After("last_error"))),
        new(ApiKeyCreated, EventKind.ApiKeys, e => Says("Created the API key", e.NameAfter, "for", e.Business), IsSecurity: true),
        new(ApiKeyRevoked, EventKind.ApiKeys, e => Says("Revoked the API key", e.NameBefore, "of", e.Business), IsSecurity: true),
        OfUser(UserInvited, e => Says("Invited", e.Person, "as", e.After("role"))),
        OfUser(UserJoined, e => Says("Joined the portal")),
        OfUser(InvitationWithdrawn, e => Says("Withdrew the invitation", "of", e.Before("email"))),
        OfUser(UserRemoved, e => Says("Removed", e.Before("email"), e.QuotedReason)),
        OfUser(UserRoleChanged, e => Says("Changed the role of", e.Person, "from", e.Before("role"), "to", e.After("role"))),
        OfUser(UserLocked, e => Says("Locked", e.Person, e.QuotedReason)),
        OfUser(UserUnlocked, e => Says("Unlocked", e.Person)),
        OfUser(UserSignedOut, e => Says("Signed", e.Person, "out everywhere")),
        OfUser(SessionEnded, e => Says("Ended one of their sessions")),
        OfUser(SecondFactorTakenOff, e => Says("Reset two-factor authentication for", e.Person, e.QuotedReason)),
        OfUser(UserPasswordChanged, e => Says("Changed their password")),
        OfUser(TwoFactorTurnedOn, e => Says("Set up an authenticator app")),
        OfUser(TwoFactorTurnedOff, e => Says("Removed the authenticator app")),
        OfUser(RecoveryCodesReplaced, e => Says("Created new recovery codes")),
        OfUser(RecoveryCodeUsed, e => Says("Signed in with a recovery code")),
        OfUser(PasskeyAdded, e => Says("Added the passkey", e.NameAfter)),
        OfUser(PasskeyRenamed, e => Says("Renamed the passkey", e.NameBefore, "to", e.NameAfter)),
        OfUser(PasskeyRemoved, e => Says("Removed the passkey", e.NameBefore)),
        new(CommentAdded, EventKind.Notes, e => Commented("Commented", e, e.After("text")), ForStaffOnly: true),
        new(CommentEdited, EventKind.Notes, e => Commented("Edited a comment", e, e.After("text")), ForStaffOnly: true),
        new(CommentDeleted, EventKind.Notes, e => Commented("Deleted a comment", e, e.Before("text")), ForStaffOnly: true),
        new(SampleDataAdded, EventKind.Stock, e => Says("Added sample data")),
    ];

    private static readonly FrozenDictionary<string, AuditAction> s_byName = All.ToFrozenDictionary(a => a.Name);

    /// <summary>The actions that a business may see in its own history. Unknown actions are not shown to it.</summary>
    internal static readonly IReadOnlyList<string> ForBusinesses = [.. All.Where(a => !a.ForStaffOnly).Select(a => a.Name)];

    /// <summary>The row of a name; null if a newer version of the portal wrote it.</summary>
    internal static AuditAction? Find(string name) => s_byName.GetValueOrDefault(name);

    internal static IReadOnlyList<string> NamesOf(EventKind kind) => [.. All.Where(a => a.Kind == kind).Select(a => a.Name)];

    private static AuditAction OfUser(string name, Func<EventFacts, IReadOnlyList<EventPart>> sentence) =>
        new(name, EventKind.Users, sentence, IsSecurity: true, ForStaffOnly: true);

    private static IReadOnlyList<EventPart> Drifted(EventFacts e) =>
        Says(
            "Compared the inventory with",
            e.Supplier,
            $"({e.After("missing_there") ?? "0"} missing there, {e.After("unknown_here") ?? "0"} unknown here)"
        );

    private static IReadOnlyList<EventPart> Noted(EventFacts e) =>
        e.After("note") is { } note
            ? Says(e.Before("note") is null ? "Added a note" : "Changed the note", "on", e.Number, Quoted(note))
            : Says("Removed the note", "on", e.Number);

    private static IReadOnlyList<EventPart> Commented(string what, EventFacts e, string? text) =>
        Says(what, "on", e.Number ?? e.Business, text is null ? null : Quoted(text));

    private static IReadOnlyList<EventPart> Imported(EventFacts e)
    {
        var added = e.After("added") is { } text && long.TryParse(text, CultureInfo.InvariantCulture, out var count) ? count : 0;
        var numbers = string.Create(CultureInfo.InvariantCulture, $"{added:N0} {(added == 1 ? "number" : "numbers")}");
        return e.After("status") is { } status and not "done"
            ? Says($"Import {status} after {numbers}", "from", e.After("file_name"))
            : Says($"Imported {numbers}", "from", e.After("file_name"));
    }
}

/// <summary>One action of the audit.</summary>
/// <param name="Sentence">What happened, without actor and reason: "Released +1 800 555 0100 from Acme Dental".</param>
/// <param name="IsSecurity">Whether it changes how a user signs in, and is written to the security log as well.</param>
/// <param name="ForStaffOnly">Whether it is hidden from a business's own history.</param>
internal sealed record AuditAction(
    string Name,
    EventKind Kind,
    Func<EventFacts, IReadOnlyList<EventPart>> Sentence,
    bool IsSecurity = false,
    bool ForStaffOnly = false
);

/// <summary>Kinds of events, for filtering.</summary>
public enum EventKind
{
    /// <summary>Numbers assigned and reassigned.</summary>
    Assignments,

    /// <summary>Numbers released, and quarantines that ended.</summary>
    Releases,

    /// <summary>Numbers added, deleted, deactivated or activated.</summary>
    Stock,

    /// <summary>Numbers that were bought, and what suppliers have.</summary>
    Orders,
    Notes,
    Businesses,

    /// <summary>Voice agents: created, edited, paused, and their state at the provider.</summary>
    Agents,
    ApiKeys,

    /// <summary>User accounts: invitations, roles, locks and sign-in methods.</summary>
    Users,
}

/// <summary>An action and its record, without the values before and after.</summary>
internal sealed record AuditedChange(string Action, string RecordType, Guid RecordId);

/// <summary>The record types of the audit.</summary>
public static class AuditRecords
{
    public const string Number = "number";
    public const string Business = "business";
    public const string Agent = "agent";
    public const string Import = "import";
    public const string ApiKey = "api_key";
    public const string Order = "order";

    /// <summary>A comparison with a supplier, under an id of its own.</summary>
    public const string Supplier = "supplier";
    public const string User = "user";
    public const string SampleData = "sample_data";

    /// <summary>A comment, under the id of the number or business that it is about.</summary>
    public const string Comment = "comment";

    /// <summary>A call, under the id of the number that was called: it is about the number, but does not change it.</summary>
    public const string Call = "call";
}
