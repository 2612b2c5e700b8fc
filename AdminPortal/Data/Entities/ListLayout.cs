using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>How one user wants the columns and rows of a list.</summary>
public sealed class ListLayout
{
    /// <summary>The caller's id of the user.</summary>
    public required string OwnerId { get; init; }
    public ListPage Page { get; init; }

    /// <summary>In the page's own words.</summary>
    public required string Layout { get; set; }
}

internal sealed class ListLayoutMapping : IEntityTypeConfiguration<ListLayout>
{
    public void Configure(EntityTypeBuilder<ListLayout> table)
    {
        table.ToTable("list_layouts");
        table.HasKey(l => new { l.OwnerId, l.Page });
        table.Property(l => l.OwnerId).HasMaxLength(200);
        table.Property(l => l.Page).HasMaxLength(16);
        table.Property(l => l.Layout).HasMaxLength(200);
    }
}
