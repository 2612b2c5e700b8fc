using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>A person who signs in. Its <c>UserName</c> is its e-mail address.</summary>
public sealed class PortalUser : IdentityUser<Guid>
{
    public PortalUser() => Id = UuidV7.Create();

    /// <summary>What it may do. A column rather than Identity's roles: everybody has exactly one, and every write asks for it.</summary>
    public PortalRole Role { get; set; }

    /// <summary>The one business that a Business user belongs to; null for others.</summary>
    public Guid? BusinessId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>The 30-second step of the last one-time code that was taken: the same code, or an older one, is not taken again.</summary>
    public long? LastTotpStep { get; set; }
}

internal sealed class PortalUserMapping : IEntityTypeConfiguration<PortalUser>
{
    public void Configure(EntityTypeBuilder<PortalUser> table)
    {
        table.ToTable("users", t => t.HasCheckConstraint("ck_users_business", "(role = 'business') = (business_id IS NOT NULL)"));
        table.Property(u => u.Role).HasMaxLength(16);
        table.HasOne<Business>().WithMany().HasForeignKey(u => u.BusinessId).OnDelete(DeleteBehavior.Cascade);

        // Addresses are compared without case, and no two people have the same.
        table.HasIndex(u => u.NormalizedEmail).IsUnique();
        table.HasIndex(u => u.Role);
    }
}
