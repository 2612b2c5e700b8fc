using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>One call to a business's agent, from the provider's events. Each event may arrive late, twice or never.</summary>
public sealed class AgentCall
{
    public Guid Id { get; set; }

    /// <summary><c>simulated</c> or <c>retell</c>, and the provider's id of the call: together they identify a call.</summary>
    public required string Provider { get; set; }
    public required string CallId { get; set; }

    /// <summary>The business of the agent when the call was reported.</summary>
    public Guid BusinessId { get; set; }

    /// <summary>The called number and the caller's, in the provider's notation; null if not reported.</summary>
    public string? ToNumber { get; set; }
    public string? FromNumber { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    /// <summary>Null during the call.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Null during the call, or if the provider does not report it.</summary>
    public long? DurationMilliseconds { get; set; }

    /// <summary>The provider's reason, such as <c>user_hangup</c>.</summary>
    public string? EndReason { get; set; }
}

/// <summary>A processed webhook event, which is not processed again.</summary>
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
