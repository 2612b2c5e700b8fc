namespace AdminPortal.Services.History;

/// <summary>The names of what can happen, as the audit keeps them.</summary>
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
    public const string BusinessCreated = "business.created";
    public const string BusinessChanged = "business.changed";

    /// <summary>On the business that a reassigned number was taken from.</summary>
    public const string BusinessLostNumber = "business.number_reassigned";
    public const string AgentCreated = "agent.created";
    public const string AgentChanged = "agent.changed";
    public const string AgentPaused = "agent.paused";
    public const string AgentResumed = "agent.resumed";

    /// <summary>Somebody asked for another try at once.</summary>
    public const string AgentRetried = "agent.retried";

    /// <summary>The provider has it as it should be, after it did not.</summary>
    public const string AgentReady = "agent.ready";
    public const string AgentFailed = "agent.failed";
    public const string AgentDrifted = "agent.drifted";

    /// <summary>An agent that is not ours took a call to one of our numbers.</summary>
    public const string NumberAnsweredElsewhere = "number.answered_elsewhere";
    public const string BusinessWaits = "business.waits";
    public const string BusinessWaitsNoMore = "business.waits_no_more";
    public const string NumbersImported = "import.finished";
    public const string ApiKeyCreated = "api_key.created";
    public const string ApiKeyRevoked = "api_key.revoked";
    public const string UserInvited = "user.invited";
    public const string UserJoined = "user.joined";
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
    public const string SampleDataAdded = "sample_data.added";
}

/// <summary>What happened to which record, without how it was before and after.</summary>
internal sealed record AuditedChange(string Action, string RecordType, Guid RecordId);

/// <summary>The kinds of records that the audit speaks of.</summary>
public static class AuditRecords
{
    public const string Number = "number";
    public const string Business = "business";
    public const string Agent = "agent";
    public const string Import = "import";
    public const string ApiKey = "api_key";
    public const string User = "user";
    public const string SampleData = "sample_data";

    /// <summary>A telephone call, under the id of the number that was called: it is about the number, and changes nothing of it.</summary>
    public const string Call = "call";
}
