using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>One change, written in its transaction and never changed afterwards. It refers to records without foreign keys, because it
/// outlives them. An event on a number that also changes a business has both versions, so that one row describes the whole
/// change.</summary>
public sealed class AuditEvent
{
    public Guid Id { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Actor { get; set; }

    /// <summary>The action, such as <c>number.assigned</c>; the full list is in <c>AuditActions</c>.</summary>
    public required string Action { get; set; }

    /// <summary><c>number</c>, <c>business</c>, <c>agent</c>, <c>import</c>, <c>api_key</c>, <c>order</c> or <c>user</c>.</summary>
    public required string RecordType { get; set; }
    public Guid RecordId { get; set; }

    /// <summary>The number it is about, if any.</summary>
    public string? Number { get; set; }

    /// <summary>The business it is about, if any.</summary>
    public Guid? BusinessId { get; set; }

    /// <summary>The record's version after this change; null if the record has none.</summary>
    public long? RowVersion { get; set; }

    /// <summary>The business's version after this change; null if it did not change the business.</summary>
    public long? BusinessRowVersion { get; set; }

    /// <summary>The changed fields before and after, as JSON objects.</summary>
    public string? Before { get; set; }
    public string? After { get; set; }
    public string? Reason { get; set; }
    public string? RequestId { get; set; }
}

internal sealed class AuditEventMapping : IEntityTypeConfiguration<AuditEvent>
{
    public void Configure(EntityTypeBuilder<AuditEvent> table)
    {
        table.ToTable("audit_events");
        table.Property(e => e.Actor).HasMaxLength(200);
        table.Property(e => e.Action).HasMaxLength(50);
        table.Property(e => e.RecordType).HasMaxLength(20);
        table.Property(e => e.Number).HasMaxLength(16);
        table.Property(e => e.Reason).HasMaxLength(500);
        table.Property(e => e.RequestId).HasMaxLength(100);

        // Ids sort by time, so these return a record's or a business's history in order.
        table.HasIndex(e => new { e.RecordId, e.Id });
        table.HasIndex(e => new { e.BusinessId, e.Id }).HasFilter("business_id IS NOT NULL");

        // Events of one actor, and of the rarer actions. Assignments are most of all events: reading the newest first finds them soon
        // enough, and provisioning has one index less to maintain.
        table.HasIndex(e => new { e.Actor, e.Id });
        table.HasIndex(e => new { e.Action, e.Id }).HasFilter("action <> 'number.assigned'");
    }
}
