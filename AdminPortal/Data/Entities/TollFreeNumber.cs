using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>Where a number is in its life.</summary>
public enum NumberStatus
{
    /// <summary>Free: the next business that asks may get it.</summary>
    Available,

    /// <summary>Held by exactly one business.</summary>
    Assigned,

    /// <summary>Released and resting, because callers of its last business still dial it.</summary>
    Quarantined,

    /// <summary>Taken out of use by an admin.</summary>
    Inactive,
}

/// <summary>A number of the inventory.</summary>
public sealed class TollFreeNumber : IVersioned
{
    public Guid Id { get; set; }

    /// <summary>E.164, such as +18005550100; never changes.</summary>
    public required string Number { get; set; }

    public NumberStatus Status { get; set; }
    public Guid? AssignedTo { get; set; }
    public DateTimeOffset? AssignedAt { get; set; }

    /// <summary>Since when it is free, null when it is not; the one that has been free longest is given out first.</summary>
    public DateTimeOffset? AvailableSince { get; set; }

    public DateTimeOffset? QuarantinedUntil { get; set; }

    /// <summary>The last business that held it.</summary>
    public Guid? ReleasedFrom { get; set; }

    /// <summary>How it came here: <c>import:ID</c>, <c>manual</c>, <c>sample</c>, <c>order:ID</c>.</summary>
    public string? Source { get; set; }

    /// <summary>The supplier's own id of the number.</summary>
    public string? ProviderRef { get; set; }

    public string? Note { get; set; }

    /// <summary>What is doubtful about the number, such as an office code its numbering plan does not assign.</summary>
    public string? Warning { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
    public long RowVersion { get; set; }
}

internal sealed class TollFreeNumberMapping : IEntityTypeConfiguration<TollFreeNumber>
{
    public void Configure(EntityTypeBuilder<TollFreeNumber> table)
    {
        table.ToTable(
            "toll_free_numbers",
            t =>
            {
                t.HasCheckConstraint("ck_toll_free_numbers_status", "status IN ('available', 'assigned', 'quarantined', 'inactive')");
                t.HasCheckConstraint("ck_toll_free_numbers_assigned", "(status = 'assigned') = (assigned_to IS NOT NULL)");
                t.HasCheckConstraint("ck_toll_free_numbers_available", "(status = 'available') = (available_since IS NOT NULL)");
                t.HasCheckConstraint("ck_toll_free_numbers_quarantined", "(status = 'quarantined') = (quarantined_until IS NOT NULL)");
            }
        );
        table.Property(n => n.Number).HasMaxLength(16);
        table.Property(n => n.Status).HasMaxLength(16);
        table.Property(n => n.Source).HasMaxLength(64);
        table.Property(n => n.ProviderRef).HasMaxLength(100);
        table.Property(n => n.Note).HasMaxLength(2000);
        table.Property(n => n.Warning).HasMaxLength(200);

        table.HasAlternateKey(n => n.Number);
        table.HasIndex(n => n.AssignedTo).IsUnique().HasFilter("assigned_to IS NOT NULL");
        table.HasOne<Business>().WithMany().HasForeignKey(n => n.AssignedTo).OnDelete(DeleteBehavior.Restrict);

        // Provisioning reads the heads of these two: free numbers in the order in which they are handed out, those with a warning apart.
        // Their filters name no state on purpose: a query by state can be answered from the index on the state, and both databases
        // then tend to read and sort all free numbers from there (30 ms a batch at 30,000 free numbers).
        table
            .HasIndex(n => new { n.AvailableSince, n.Number }, "Next")
            .HasDatabaseName("ix_toll_free_numbers_next")
            .HasFilter("available_since IS NOT NULL AND warning IS NULL");
        table
            .HasIndex(n => new { n.AvailableSince, n.Number }, "NextWarned")
            .HasDatabaseName("ix_toll_free_numbers_next_warned")
            .HasFilter("available_since IS NOT NULL AND warning IS NOT NULL");

        // The inventory's sorts by the time of a state, and its filter by warning. None of them costs an import anything.
        table.HasIndex(n => new { n.QuarantinedUntil, n.Number }).HasFilter("quarantined_until IS NOT NULL");
        table.HasIndex(n => new { n.AssignedAt, n.Number }).HasFilter("assigned_at IS NOT NULL");
        table.HasIndex(n => n.Number, "Warned").HasDatabaseName("ix_toll_free_numbers_warned").HasFilter("warning IS NOT NULL");

        // The inventory's filter by state, in the order of the number.
        table.HasIndex(n => new { n.Status, n.Number });
    }
}
