using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>Roles, from most to least rights.</summary>
public enum PortalRole
{
    Admin,
    Support,

    /// <summary>Sees all that support sees, and changes nothing.</summary>
    Viewer,
    Business,
}

/// <summary>A key for the HTTP API. Only its hash is stored: the key is shown once, when it is created.</summary>
public sealed class ApiKey
{
    /// <summary>Part of the key, so that the row is found without searching by a secret.</summary>
    public Guid Id { get; set; }
    public required string Name { get; set; }

    /// <summary>The key's first characters, enough to recognise it in a list.</summary>
    public required string Prefix { get; set; }

    /// <summary>SHA-256 of the whole key. No salt or stretching: it has 256 random bits.</summary>
    public required byte[] Hash { get; set; }
    public PortalRole Role { get; set; }

    /// <summary>The business of a <see cref="PortalRole.Business"/> key; null for other roles.</summary>
    public Guid? BusinessId { get; set; }
    public required string CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? ExpiresAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>Accurate to about a minute: written outside of requests.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
}

internal sealed class ApiKeyMapping : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> table)
    {
        table.ToTable("api_keys", t => t.HasCheckConstraint("ck_api_keys_business", "(role = 'business') = (business_id IS NOT NULL)"));
        table.Property(k => k.Name).HasMaxLength(100);
        table.Property(k => k.Prefix).HasMaxLength(20);
        table.Property(k => k.Role).HasMaxLength(16);
        table.Property(k => k.CreatedBy).HasMaxLength(200);
        table.HasIndex(k => k.BusinessId);
        table.HasOne<Business>().WithMany().HasForeignKey(k => k.BusinessId).OnDelete(DeleteBehavior.Cascade);
    }
}
