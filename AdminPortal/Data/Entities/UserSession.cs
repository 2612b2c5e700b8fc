using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>A sign-in with one browser. The row is the session: without it, its cookie is worthless.</summary>
public sealed class UserSession
{
    /// <summary>Contained in the session's encrypted cookie.</summary>
    public Guid Id { get; set; }

    public Guid UserId { get; set; }

    /// <summary>The user's security stamp at the start of the session: with an older one the session has ended.</summary>
    public required string SecurityStamp { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Accurate to about a minute: written outside of requests.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>When the user last confirmed their identity: at sign-in, or later on request.</summary>
    public DateTimeOffset ProvedAt { get; set; }

    /// <summary>The sign-in method (RFC 8176): <c>pwd</c>, <c>mfa</c>, <c>hwk</c>; <c>link</c> for a link that set the password.</summary>
    public required string How { get; set; }

    /// <summary>The browser's user agent, truncated.</summary>
    public string? UserAgent { get; set; }

    /// <summary>The IP address at the start.</summary>
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
