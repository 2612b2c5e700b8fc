using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>
/// One change, written in the transaction that made it and never changed afterwards. It refers to its records without
/// foreign keys, because it outlives them. An event on a number that also changes a business carries both versions,
/// so that one row tells the whole move.
/// </summary>
public sealed class AuditEvent
{
    public Guid Id { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Actor { get; set; }

    /// <summary>What happened, such as <c>number.assigned</c>; the full list is in <c>AuditActions</c>.</summary>
    public required string Action { get; set; }

    /// <summary><c>number</c>, <c>business</c>, <c>agent</c>, <c>import</c>, <c>api_key</c>, <c>order</c> or <c>user</c>.</summary>
    public required string RecordType { get; set; }
    public Guid RecordId { get; set; }

    /// <summary>The number it is about, where it is about one.</summary>
    public string? Number { get; set; }

    /// <summary>The business it is about, where it is about one.</summary>
    public Guid? BusinessId { get; set; }

    /// <summary>The version that this change gave the record; null where the record has none.</summary>
    public long? RowVersion { get; set; }

    /// <summary>The version that this change gave the business as well; null where it left the business alone.</summary>
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

        // Ids sort by time, so these give a record's and a business's history in order.
        table.HasIndex(e => new { e.RecordId, e.Id });
        table.HasIndex(e => new { e.BusinessId, e.Id }).HasFilter("business_id IS NOT NULL");

        // What one person or key did, and the events of the rarer kinds. Assignments are most of all events: reading the
        // newest first finds them soon enough, and provisioning is spared the writing.
        table.HasIndex(e => new { e.Actor, e.Id });
        table.HasIndex(e => new { e.Action, e.Id }).HasFilter("action <> 'number.assigned'");
    }
}
