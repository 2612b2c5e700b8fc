using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>A number in the account at the simulated supplier, stored so that it survives a restart as at a real supplier.</summary>
public sealed class SimulatedPurchase
{
    /// <summary>E.164.</summary>
    public required string Number { get; set; }

    /// <summary>The order that it was bought with.</summary>
    public Guid OrderId { get; set; }
    public DateTimeOffset BoughtAt { get; set; }

    /// <summary>When the supplier delivers it, or gives it up.</summary>
    public DateTimeOffset ReadyAt { get; set; }

    /// <summary>Whether it is given up then.</summary>
    public bool WillFail { get; set; }
}

internal sealed class SimulatedPurchaseMapping : IEntityTypeConfiguration<SimulatedPurchase>
{
    public void Configure(EntityTypeBuilder<SimulatedPurchase> table)
    {
        table.ToTable("simulated_purchases");
        table.HasKey(p => p.Number);
        table.Property(p => p.Number).HasMaxLength(16);
        table.HasIndex(p => p.OrderId).IsUnique();
    }
}
