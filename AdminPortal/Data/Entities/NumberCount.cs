using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>The count of a prefix's numbers with a status: updated with every change, because counting ten million takes a second. The sum
/// over the stripes is the count. Each process uses one stripe, so that two nodes on PostgreSQL do not queue for one row; a single stripe
/// may be negative.</summary>
public sealed class NumberCount
{
    public required string Prefix { get; set; }
    public NumberStatus Status { get; set; }
    public int Stripe { get; set; }
    public long Count { get; set; }
}

internal sealed class NumberCountMapping : IEntityTypeConfiguration<NumberCount>
{
    public void Configure(EntityTypeBuilder<NumberCount> table)
    {
        table.ToTable("number_counts");
        table.HasKey(c => new
        {
            c.Prefix,
            c.Status,
            c.Stripe,
        });
        table.Property(c => c.Prefix).HasMaxLength(8);
        table.Property(c => c.Status).HasMaxLength(16);
    }
}
