using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>The stock at the end of one day (UTC), or as it was last looked at on that day.</summary>
public sealed class StockDay
{
    public DateOnly Date { get; set; }
    public long Available { get; set; }
    public long Assigned { get; set; }
}

/// <summary>What top-up did last: one row. Every top-up order changes it, so that two portals cannot order for the same gap.</summary>
public sealed class TopUpState
{
    /// <summary>Always 1: there cannot be a second.</summary>
    public int Row { get; set; } = 1;

    /// <summary>Rises with each purchase.</summary>
    public long Purchases { get; set; }

    /// <summary>Why the last attempt bought nothing; null when it did, or had nothing to buy.</summary>
    public string? LastError { get; set; }
}

internal sealed class StockDayMapping : IEntityTypeConfiguration<StockDay>
{
    public void Configure(EntityTypeBuilder<StockDay> table)
    {
        table.ToTable("stock_days");
        table.HasKey(d => d.Date);
    }
}

internal sealed class TopUpStateMapping : IEntityTypeConfiguration<TopUpState>
{
    public void Configure(EntityTypeBuilder<TopUpState> table)
    {
        table.ToTable("top_up_state", t => t.HasCheckConstraint("ck_top_up_state_row", "\"row\" = 1"));
        table.HasKey(s => s.Row);
        table.Property(s => s.Row).ValueGeneratedNever();
        table.Property(s => s.Purchases).IsConcurrencyToken();
        table.Property(s => s.LastError).HasMaxLength(1000);
    }
}
