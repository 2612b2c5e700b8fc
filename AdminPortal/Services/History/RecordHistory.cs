using AdminPortal.Services.Audit;
using AdminPortal.Services.Businesses;

namespace AdminPortal.Services.History;

/// <summary>One row of the ledger: a business held the number for this period.</summary>
/// <param name="HeldUntil">Null while it holds the number.</param>
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

/// <summary>The history of a number or a business: assignments and events, newest first.</summary>
public sealed record RecordHistory(IReadOnlyList<LedgerEntry> Ledger, IReadOnlyList<HistoryEntry> Events)
{
    /// <summary>The same without the names of other people and of the number's earlier holders.</summary>
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

/// <summary>A business with its history up to the same moment.</summary>
public sealed record BusinessHistory(BusinessRecord Business, RecordHistory Past);
