using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>Somebody signed in with one browser. The row is the session: without it, the cookie that names it is worth nothing.</summary>
public sealed class UserSession
{
    /// <summary>Stands in the session's cookie, which is sealed.</summary>
    public Guid Id { get; set; }

    public Guid UserId { get; set; }

    /// <summary>The person's security stamp as this session knows it: a session that knows an older one has ended.</summary>
    public required string SecurityStamp { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>To the minute or so: written behind the requests, not with each.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>When its person last showed who they are: as they signed in, or later when they were asked again.</summary>
    public DateTimeOffset ProvedAt { get; set; }

    /// <summary>
    /// How they signed in (RFC 8176): <c>pwd</c>, <c>mfa</c>, <c>hwk</c>; <c>link</c> with a link that set their password.
    /// </summary>
    public required string How { get; set; }

    /// <summary>What the browser calls itself, cut short.</summary>
    public string? UserAgent { get; set; }

    /// <summary>The address that it began from.</summary>
    public string? Address { get; set; }
}

internal sealed class UserSessionMapping : IEntityTypeConfiguration<UserSession>
{
    public void Configure(EntityTypeBuilder<UserSession> table)
    {
        table.ToTable("user_sessions");
        table.Property(s => s.SecurityStamp).HasMaxLength(64);
        table.Property(s => s.How).HasMaxLength(16);
        table.Property(s => s.UserAgent).HasMaxLength(300);
        table.Property(s => s.Address).HasMaxLength(64);
        table.HasIndex(s => s.UserId);
        table.HasOne<PortalUser>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
