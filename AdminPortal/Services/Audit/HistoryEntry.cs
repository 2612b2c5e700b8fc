using System.Text.Json;
using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Audit;

/// <summary>One event of a record's history.</summary>
/// <param name="Number">The number it is about, if any.</param>
/// <param name="Before">The changed fields before; null without any.</param>
/// <param name="RowVersion">The record's version after the change.</param>
/// <param name="BusinessName">The current name of the business.</param>
/// <param name="RecordType">One of <see cref="AuditRecords"/>.</param>
/// <param name="RequestId">The request or circuit of the change.</param>
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
