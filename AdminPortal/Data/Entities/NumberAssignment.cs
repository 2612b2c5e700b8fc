using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>A row of the ledger: this business held this number for this period. Who held a number on a day is one query.</summary>
public sealed class NumberAssignment
{
    public Guid Id { get; set; }
    public required string Number { get; set; }
    public Guid BusinessId { get; set; }
    public DateTimeOffset HeldFrom { get; set; }

    /// <summary>Null while it holds the number.</summary>
    public DateTimeOffset? HeldUntil { get; set; }

    /// <summary>Who assigned it, and why.</summary>
    public required string AssignedBy { get; set; }
    public string? AssignReason { get; set; }

    /// <summary>Who ended the assignment, and why.</summary>
    public string? EndedBy { get; set; }
    public string? EndReason { get; set; }
}

internal sealed class NumberAssignmentMapping : IEntityTypeConfiguration<NumberAssignment>
{
    public void Configure(EntityTypeBuilder<NumberAssignment> table)
    {
        table.ToTable("number_assignments");
        table.Property(a => a.Number).HasMaxLength(16);
        table.Property(a => a.AssignedBy).HasMaxLength(200);
        table.Property(a => a.AssignReason).HasMaxLength(500);
        table.Property(a => a.EndedBy).HasMaxLength(200);
        table.Property(a => a.EndReason).HasMaxLength(500);

        // A number that was ever assigned cannot be deleted: the ledger refers to it.
        table
            .HasOne<TollFreeNumber>()
            .WithMany()
            .HasForeignKey(a => a.Number)
            .HasPrincipalKey(n => n.Number)
            .OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Business>().WithMany().HasForeignKey(a => a.BusinessId).OnDelete(DeleteBehavior.Restrict);
        table.HasIndex(a => new { a.Number, a.HeldFrom });
        table.HasIndex(a => new { a.BusinessId, a.HeldFrom });

        // At most one open row per number and per business.
        table.HasIndex(a => a.Number).IsUnique().HasFilter("held_until IS NULL");
        table.HasIndex(a => a.BusinessId).IsUnique().HasFilter("held_until IS NULL");
    }
}
