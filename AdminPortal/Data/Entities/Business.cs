using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>A client business: it holds at most one number and at most one agent.</summary>
public sealed class Business : IVersioned, ISearchable
{
    public Guid Id { get; set; }
    public required string Name { get; set; }
    public string? ContactEmail { get; set; }

    /// <summary>The caller's own key for this business; unique if given.</summary>
    public string? ExternalId { get; set; }

    /// <summary>The E.164 number it holds, or null. Always consistent with <see cref="TollFreeNumber.AssignedTo"/>.</summary>
    public string? PhoneNumber { get; set; }

    /// <inheritdoc/>
    public string SearchText { get; set; } = "";

    string ISearchable.SearchSource => $"{Name}\n{ContactEmail}";

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was closed; null while it is a client. A closed business has no number, its agent is removed at the provider, its
    /// API keys do not work and its people cannot sign in.</summary>
    public DateTimeOffset? ClosedAt { get; set; }
    public long RowVersion { get; set; }
}

internal sealed class BusinessMapping : IEntityTypeConfiguration<Business>
{
    public void Configure(EntityTypeBuilder<Business> table)
    {
        table.ToTable("businesses", t => t.HasCheckConstraint("ck_businesses_closed", "closed_at IS NULL OR phone_number IS NULL"));
        table.Property(b => b.Name).HasMaxLength(200);
        table.Property(b => b.ContactEmail).HasMaxLength(254);
        table.Property(b => b.ExternalId).HasMaxLength(200);
        table.Property(b => b.PhoneNumber).HasMaxLength(16);
        table.HasIndex(b => b.PhoneNumber).IsUnique().HasFilter("phone_number IS NOT NULL");
        table.HasIndex(b => b.ExternalId).IsUnique().HasFilter("external_id IS NOT NULL");
        table.HasIndex(b => new { b.Name, b.Id });
        table.HasIndex(b => b.ClosedAt).HasFilter("closed_at IS NOT NULL");
    }
}
