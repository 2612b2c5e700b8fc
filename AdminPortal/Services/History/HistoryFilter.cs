namespace AdminPortal.Services.History;

/// <summary>Which events are meant; what is null does not narrow.</summary>
/// <param name="Who">Part of the name of whoever did it, such as <c>key:Website</c> or a person's.</param>
/// <param name="What">What kind of events.</param>
/// <param name="Number">A number written in any way, also one that was deleted.</param>
/// <param name="BusinessId">The business that it is about.</param>
/// <param name="From">At this moment or later.</param>
/// <param name="Until">Before this moment.</param>
public sealed record HistoryFilter(
    string? Who = null,
    EventKind? What = null,
    string? Number = null,
    Guid? BusinessId = null,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null
);

/// <summary>Events of one sort, as people look for them.</summary>
public enum EventKind
{
    /// <summary>Numbers given to businesses and moved between them.</summary>
    Assignments,

    /// <summary>Numbers taken back, and quarantines that ended.</summary>
    Releases,

    /// <summary>Numbers that came, went, or were put out of use and back.</summary>
    Stock,
    Notes,
    Businesses,

    /// <summary>Voice agents: made, edited, paused, and what became of them at their provider.</summary>
    Agents,
    ApiKeys,

    /// <summary>The people who sign in: invited, joined, their roles, locks and ways of signing in.</summary>
    Users,
}

/// <summary>Which actions each kind has.</summary>
internal static class EventKinds
{
    public static IReadOnlyList<string> ActionsOf(EventKind kind) =>
        kind switch
        {
            EventKind.Assignments =>
            [
                AuditActions.NumberAssigned,
                AuditActions.NumberReassigned,
                AuditActions.BusinessLostNumber,
                AuditActions.ReleaseUndone,
            ],
            EventKind.Releases => [AuditActions.NumberReleased, AuditActions.QuarantineEnded],
            EventKind.Stock =>
            [
                AuditActions.NumberAdded,
                AuditActions.NumbersImported,
                AuditActions.NumberDeleted,
                AuditActions.NumberDeactivated,
                AuditActions.NumberActivated,
                AuditActions.SampleDataAdded,
            ],
            EventKind.Notes => [AuditActions.NumberNoted],
            EventKind.Businesses =>
            [
                AuditActions.BusinessCreated,
                AuditActions.BusinessChanged,
                AuditActions.BusinessWaits,
                AuditActions.BusinessWaitsNoMore,
            ],
            EventKind.Agents =>
            [
                AuditActions.AgentCreated,
                AuditActions.AgentChanged,
                AuditActions.AgentPaused,
                AuditActions.AgentResumed,
                AuditActions.AgentRetried,
                AuditActions.AgentReady,
                AuditActions.AgentFailed,
                AuditActions.AgentDrifted,
                AuditActions.NumberAnsweredElsewhere,
            ],
            EventKind.ApiKeys => [AuditActions.ApiKeyCreated, AuditActions.ApiKeyRevoked],
            EventKind.Users =>
            [
                AuditActions.UserInvited,
                AuditActions.UserJoined,
                AuditActions.UserRoleChanged,
                AuditActions.UserLocked,
                AuditActions.UserUnlocked,
                AuditActions.UserSignedOut,
                AuditActions.UserPasswordChanged,
                AuditActions.TwoFactorTurnedOn,
                AuditActions.TwoFactorTurnedOff,
                AuditActions.RecoveryCodesReplaced,
                AuditActions.RecoveryCodeUsed,
                AuditActions.PasskeyAdded,
                AuditActions.PasskeyRenamed,
                AuditActions.PasskeyRemoved,
                AuditActions.SessionEnded,
                AuditActions.SecondFactorTakenOff,
            ],
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
}
