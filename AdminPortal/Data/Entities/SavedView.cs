using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>A list that has saved views.</summary>
public enum ListPage
{
    Inventory,
    Businesses,
    Agents,
    History,
}

/// <summary>Filters, order and columns of a list under a name.</summary>
public sealed class SavedView
{
    public Guid Id { get; init; }
    public ListPage Page { get; init; }
    public required string Name { get; init; }

    /// <summary>The query of the list's address, such as <c>?status=available</c>; empty without filters.</summary>
    public required string Query { get; set; }

    /// <summary>The shown columns, in the page's own words; null if the page has none to choose.</summary>
    public string? Columns { get; set; }

    /// <summary>The caller's id of its owner.</summary>
    public required string OwnerId { get; init; }
    public required string OwnerName { get; init; }

    /// <summary>Whether everyone sees it who may see the page.</summary>
    public bool IsShared { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class SavedViewMapping : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> table)
    {
        table.ToTable("saved_views");
        table.Property(v => v.Page).HasMaxLength(16);
        table.Property(v => v.Name).HasMaxLength(40);
        table.Property(v => v.Query).HasMaxLength(2000);
        table.Property(v => v.Columns).HasMaxLength(200);
        table.Property(v => v.OwnerId).HasMaxLength(200);
        table.Property(v => v.OwnerName).HasMaxLength(200);
        table
            .HasIndex(v => new
            {
                v.Page,
                v.OwnerId,
                v.Name,
            })
            .IsUnique();
    }
}
