using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>A user account. Its <c>UserName</c> is the e-mail address.</summary>
public sealed class PortalUser : IdentityUser<Guid>
{
    public PortalUser() => Id = UuidV7.Create();

    /// <summary>The role. A column rather than Identity's roles: everyone has exactly one, and every write checks it.</summary>
    public PortalRole Role { get; set; }

    /// <summary>The business of a Business user; null for others.</summary>
    public Guid? BusinessId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>The 30-second step of the last accepted one-time code: the same code, or an older one, is not accepted again.</summary>
    public long? LastTotpStep { get; set; }
}

internal sealed class PortalUserMapping : IEntityTypeConfiguration<PortalUser>
{
    public void Configure(EntityTypeBuilder<PortalUser> table)
    {
        table.ToTable("users", t => t.HasCheckConstraint("ck_users_business", "(role = 'business') = (business_id IS NOT NULL)"));
        table.Property(u => u.Role).HasMaxLength(16);
        table.HasOne<Business>().WithMany().HasForeignKey(u => u.BusinessId).OnDelete(DeleteBehavior.Cascade);

        // Addresses are compared without case, and are unique.
        table.HasIndex(u => u.NormalizedEmail).IsUnique();
        table.HasIndex(u => u.Role);
    }
}
