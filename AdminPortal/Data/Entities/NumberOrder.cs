using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>The state of a purchase.</summary>
public enum OrderStatus
{
    /// <summary>Recorded here; the supplier may or may not have been called yet.</summary>
    Intended,

    /// <summary>The supplier has the order and has not delivered.</summary>
    Pending,
    Fulfilled,
    Failed,
}

/// <summary>The intent to buy one number, recorded before the supplier is called, so that a crash leaves no unknown purchase.</summary>
public sealed class NumberOrder : IVersioned
{
    public Guid Id { get; set; }

    /// <summary><c>twilio</c>, <c>telnyx</c> or <c>simulated</c>.</summary>
    public required string Supplier { get; set; }
    public required string Number { get; set; }
    public OrderStatus Status { get; set; }

    /// <summary>The supplier's id of the order or the number.</summary>
    public string? ProviderRef { get; set; }

    /// <summary>Per month, in <see cref="Currency"/>; null if not reported.</summary>
    public decimal? MonthlyCost { get; set; }
    public string? Currency { get; set; }
    public string? LastError { get; set; }
    public required string OrderedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public long RowVersion { get; set; }
}

internal sealed class NumberOrderMapping : IEntityTypeConfiguration<NumberOrder>
{
    public void Configure(EntityTypeBuilder<NumberOrder> table)
    {
        table.ToTable(
            "number_orders",
            t => t.HasCheckConstraint("ck_number_orders_status", "status IN ('intended', 'pending', 'fulfilled', 'failed')")
        );
        table.Property(o => o.Supplier).HasMaxLength(20);
        table.Property(o => o.Number).HasMaxLength(16);
        table.Property(o => o.Status).HasMaxLength(16);
        table.Property(o => o.ProviderRef).HasMaxLength(100);
        table.Property(o => o.MonthlyCost).HasPrecision(12, 4);
        table.Property(o => o.Currency).HasMaxLength(3);
        table.Property(o => o.LastError).HasMaxLength(1000);
        table.Property(o => o.OrderedBy).HasMaxLength(200);
        table.HasIndex(o => new { o.Status, o.Id });

        // Two open orders for one number would buy it twice.
        table.HasIndex(o => o.Number).IsUnique().HasFilter("status IN ('intended', 'pending')");
    }
}
