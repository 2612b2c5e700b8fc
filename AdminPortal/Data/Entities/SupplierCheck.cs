using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>The last comparison of the inventory with one supplier's list.</summary>
public sealed class SupplierCheck
{
    /// <summary>The supplier's name, such as <c>twilio</c>.</summary>
    public required string Supplier { get; set; }

    /// <summary>When its list was last read to the end; null when it never was.</summary>
    public DateTimeOffset? CheckedAt { get; set; }

    /// <summary>How many active numbers that list had.</summary>
    public int Listed { get; set; }

    /// <summary>Why the last attempt did not reach the end of the list; null when it did.</summary>
    public string? Error { get; set; }
}

/// <summary>Which side knows a number that the other does not.</summary>
public enum DriftKind
{
    /// <summary>In the inventory, and not at its supplier.</summary>
    Missing,

    /// <summary>Active at the supplier, and not in the inventory.</summary>
    Unknown,
}

/// <summary>A number on which the inventory and a supplier's whole list differed.</summary>
public sealed class DriftFinding
{
    public required string Supplier { get; set; }

    /// <summary>E.164.</summary>
    public required string Number { get; set; }
    public DriftKind Kind { get; set; }
    public string? ProviderRef { get; set; }

    /// <summary>When it was bought, of an unknown one whose supplier says it.</summary>
    public DateTimeOffset? BoughtAt { get; set; }
}

internal sealed class SupplierCheckMapping : IEntityTypeConfiguration<SupplierCheck>
{
    public void Configure(EntityTypeBuilder<SupplierCheck> table)
    {
        table.ToTable("supplier_checks");
        table.HasKey(c => c.Supplier);
        table.Property(c => c.Supplier).HasMaxLength(20);
        table.Property(c => c.Error).HasMaxLength(1000);
    }
}

internal sealed class DriftFindingMapping : IEntityTypeConfiguration<DriftFinding>
{
    public void Configure(EntityTypeBuilder<DriftFinding> table)
    {
        table.ToTable("drift_findings", t => t.HasCheckConstraint("ck_drift_findings_kind", "kind IN ('missing', 'unknown')"));
        table.HasKey(f => new { f.Supplier, f.Number });
        table.Property(f => f.Supplier).HasMaxLength(20);
        table.Property(f => f.Number).HasMaxLength(16);
        table.Property(f => f.Kind).HasMaxLength(10);
        table.Property(f => f.ProviderRef).HasMaxLength(100);
    }
}
