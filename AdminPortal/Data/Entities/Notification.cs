using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>What a notification is about.</summary>
public enum NotificationKind
{
    /// <summary>Few numbers are available.</summary>
    Stock,

    /// <summary>Agents that may not answer calls.</summary>
    Agents,

    /// <summary>Businesses that wait for a number.</summary>
    Waiting,

    /// <summary>Webhooks that were refused because of their signature.</summary>
    Webhooks,

    /// <summary>An import that took a while, or failed.</summary>
    Import,

    /// <summary>A bulk change that took a while, or did not reach its end.</summary>
    Bulk,

    /// <summary>An order that failed.</summary>
    Order,
}

/// <summary>Something that the staff should know. A condition is open as long as it holds; an event is closed from the start.</summary>
public sealed class Notification
{
    public Guid Id { get; init; }
    public NotificationKind Kind { get; init; }

    /// <summary>The condition or the event; a condition is open once.</summary>
    public required string Key { get; init; }
    public required string Title { get; set; }
    public string? Detail { get; set; }

    /// <summary>Whether support does not see it.</summary>
    public bool ForAdmins { get; init; }
    public DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; set; }
}

/// <summary>What a user has read, and how they want to be told.</summary>
public sealed class NotificationReader
{
    public Guid UserId { get; init; }

    /// <summary>Notifications from before this time are read.</summary>
    public DateTimeOffset ReadUntil { get; set; }

    /// <summary>Whether new ones are mailed too.</summary>
    public bool ByMail { get; set; }
}

internal sealed class NotificationMapping : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> table)
    {
        table.ToTable("notifications");
        table.Property(n => n.Kind).HasMaxLength(16);
        table.Property(n => n.Key).HasMaxLength(100);
        table.Property(n => n.Title).HasMaxLength(200);
        table.Property(n => n.Detail).HasMaxLength(500);
        table.HasIndex(n => n.Key).IsUnique().HasFilter("closed_at IS NULL");
        table.HasIndex(n => n.OpenedAt);
    }
}

internal sealed class NotificationReaderMapping : IEntityTypeConfiguration<NotificationReader>
{
    public void Configure(EntityTypeBuilder<NotificationReader> table)
    {
        table.ToTable("notification_readers");
        table.HasKey(r => r.UserId);
        table.HasOne<PortalUser>().WithOne().HasForeignKey<NotificationReader>(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
