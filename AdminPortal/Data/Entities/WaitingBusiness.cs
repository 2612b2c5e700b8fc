using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>A business on the waiting list: it gets a number, in the order of joining, as soon as one is available.</summary>
public sealed class WaitingBusiness
{
    public Guid BusinessId { get; set; }
    public DateTimeOffset AskedAt { get; set; }

    /// <summary>Who added it, as named in the audit: the assignment is made in their name.</summary>
    public required string AskedBy { get; set; }
}

internal sealed class WaitingBusinessMapping : IEntityTypeConfiguration<WaitingBusiness>
{
    public void Configure(EntityTypeBuilder<WaitingBusiness> table)
    {
        table.ToTable("waiting_list");
        table.HasKey(w => w.BusinessId);
        table.Property(w => w.AskedBy).HasMaxLength(200);
        table.HasIndex(w => new { w.AskedAt, w.BusinessId });
        table.HasOne<Business>().WithOne().HasForeignKey<WaitingBusiness>(w => w.BusinessId).OnDelete(DeleteBehavior.Cascade);
    }
}
