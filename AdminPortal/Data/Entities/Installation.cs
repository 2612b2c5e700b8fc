using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>This installation of the portal: one row, created at the first start. Everything created at a provider contains its id, because
/// two portals may share an account there.</summary>
public sealed class Installation
{
    public Guid Id { get; set; }

    /// <summary>Always 1: there cannot be a second row.</summary>
    public int Row { get; set; } = 1;
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class InstallationMapping : IEntityTypeConfiguration<Installation>
{
    public void Configure(EntityTypeBuilder<Installation> table)
    {
        table.ToTable("installation", t => t.HasCheckConstraint("ck_installation_row", "\"row\" = 1"));
        table.HasIndex(i => i.Row).IsUnique();
    }
}
