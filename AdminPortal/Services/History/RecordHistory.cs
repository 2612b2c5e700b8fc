using AdminPortal.Services.Audit;
using AdminPortal.Services.Businesses;

namespace AdminPortal.Services.History;

/// <summary>One row of the ledger: who held the number from when until when.</summary>
/// <param name="HeldUntil">Null while it is held.</param>
public sealed record LedgerEntry(
    string Number,
    Guid BusinessId,
    string BusinessName,
    DateTimeOffset HeldFrom,
    DateTimeOffset? HeldUntil,
    string AssignedBy,
    string? AssignReason,
    string? EndedBy,
    string? EndReason
);

/// <summary>All that is known of a number's or a business's past: who held what, and every event, the newest first.</summary>
public sealed record RecordHistory(IReadOnlyList<LedgerEntry> Ledger, IReadOnlyList<HistoryEntry> Events)
{
    /// <summary>The same for somebody who must not learn the addresses of others, nor who had their number before.</summary>
    /// <param name="own">The name that stays.</param>
    internal RecordHistory WithoutNames(string own)
    {
        return new(
            [.. Ledger.Select(l => l with { AssignedBy = Shown(l.AssignedBy), EndedBy = l.EndedBy is { } by ? Shown(by) : null })],
            [.. Events.Select(e => e with { Actor = Shown(e.Actor), Before = e.Action == AuditActions.NumberReassigned ? null : e.Before })]
        );

        string Shown(string name) => name.Contains('@') && name != own ? "support" : name;
    }
}

/// <summary>A business as it is, and its past up to there.</summary>
public sealed record BusinessHistory(BusinessRecord Business, RecordHistory Past);
