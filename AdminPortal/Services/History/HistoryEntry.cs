using System.Text.Json;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Businesses;

namespace AdminPortal.Services.History;

/// <summary>One event of a record's history.</summary>
/// <param name="Number">The number it is about, where it is about one.</param>
/// <param name="Before">The changed fields before; null where there was nothing before.</param>
/// <param name="RowVersion">The version that the change gave the record.</param>
/// <param name="BusinessName">The name that the business has now.</param>
/// <param name="RecordType">Of <see cref="AuditRecords"/>.</param>
/// <param name="RequestId">The request or circuit that it was part of.</param>
public sealed record HistoryEntry(
    Guid Id,
    DateTimeOffset At,
    string Actor,
    string Action,
    string? Number,
    Guid? BusinessId,
    string? Reason,
    JsonElement? Before,
    JsonElement? After,
    long? RowVersion,
    string? BusinessName,
    string RecordType,
    Guid RecordId,
    string? RequestId
)
{
    internal static HistoryEntry Of(AuditEvent e, string? businessName) =>
        new(
            e.Id,
            e.At,
            e.Actor,
            e.Action,
            e.Number,
            e.BusinessId,
            e.Reason,
            Parse(e.Before),
            Parse(e.After),
            e.RowVersion,
            businessName,
            e.RecordType,
            e.RecordId,
            e.RequestId
        );

    private static JsonElement? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<JsonElement>(json);
}

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
