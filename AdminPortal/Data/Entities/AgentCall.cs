using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>
/// One telephone call to a business's agent, as the provider told of it. Each of its events may come late, twice or never.
/// </summary>
public sealed class AgentCall
{
    public Guid Id { get; set; }

    /// <summary><c>simulated</c> or <c>retell</c>, and the provider's id of the call: together one call.</summary>
    public required string Provider { get; set; }
    public required string CallId { get; set; }

    /// <summary>Whose agent took it: the business that held the agent when the call was told of.</summary>
    public Guid BusinessId { get; set; }

    /// <summary>The number that was called and the caller's, as the provider writes them; null where it does not say.</summary>
    public string? ToNumber { get; set; }
    public string? FromNumber { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    /// <summary>Null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Null while it goes on, and where the provider does not say.</summary>
    public long? DurationMilliseconds { get; set; }

    /// <summary>The provider's word for how it ended, such as <c>user_hangup</c>.</summary>
    public string? EndReason { get; set; }
}

/// <summary>An event of a webhook that was taken: the same is not taken again.</summary>
public sealed class WebhookEvent
{
    public required string Provider { get; set; }
    public required string CallId { get; set; }
    public required string Event { get; set; }
    public DateTimeOffset ReceivedAt { get; set; }
}

internal sealed class AgentCallMapping : IEntityTypeConfiguration<AgentCall>, IEntityTypeConfiguration<WebhookEvent>
{
    public void Configure(EntityTypeBuilder<AgentCall> table)
    {
        table.ToTable("agent_calls");
        table.Property(c => c.Provider).HasMaxLength(20);
        table.Property(c => c.CallId).HasMaxLength(100);
        table.Property(c => c.ToNumber).HasMaxLength(32);
        table.Property(c => c.FromNumber).HasMaxLength(32);
        table.Property(c => c.EndReason).HasMaxLength(100);
        table.HasIndex(c => new { c.Provider, c.CallId }).IsUnique();
        table.HasIndex(c => new { c.BusinessId, c.StartedAt });
        table.HasIndex(c => new { c.ToNumber, c.StartedAt }).HasFilter("to_number IS NOT NULL");
        table.HasOne<Business>().WithMany().HasForeignKey(c => c.BusinessId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<WebhookEvent> table)
    {
        table.ToTable("webhook_events");
        table.HasKey(e => new
        {
            e.Provider,
            e.CallId,
            e.Event,
        });
        table.Property(e => e.Provider).HasMaxLength(20);
        table.Property(e => e.CallId).HasMaxLength(100);
        table.Property(e => e.Event).HasMaxLength(40);
        table.HasIndex(e => e.ReceivedAt);
    }
}
