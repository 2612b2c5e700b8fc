using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>The reconciliation state of one agent. It changes with every attempt, so it is separate from the agent and has no version and
/// no history: the lease decides who works on it.</summary>
public sealed class AgentSync
{
    public Guid AgentId { get; set; }

    /// <summary>The last synced versions of agent and business; 0 before the first time.</summary>
    public long AgentVersion { get; set; }
    public long BusinessVersion { get; set; }

    /// <summary>The number last bound to the agent, so that it can be unbound when it is no longer the business's; null if none
    /// is.</summary>
    public string? BoundNumber { get; set; }

    /// <summary>When to reconcile again without a change here: after an error, or because of drift. Null: only after a change.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Failed attempts since the last success.</summary>
    public int Attempts { get; set; }

    /// <summary>The lease's owner and end; null if nobody works on it.</summary>
    public Guid? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>The last request to the provider, such as <c>Create the agent</c>, and its time.</summary>
    public string? LastCall { get; set; }
    public DateTimeOffset? LastCallAt { get; set; }

    /// <summary>Why the last attempt failed; null after a success.</summary>
    public string? LastFault { get; set; }

    /// <summary>The last known state at the provider, as JSON, and when it was read.</summary>
    public string? Seen { get; set; }
    public DateTimeOffset? SeenAt { get; set; }
}

internal sealed class AgentSyncMapping : IEntityTypeConfiguration<AgentSync>
{
    public void Configure(EntityTypeBuilder<AgentSync> table)
    {
        table.ToTable("agent_syncs");
        table.HasKey(s => s.AgentId);
        table.Property(s => s.BoundNumber).HasMaxLength(16);
        table.Property(s => s.LastCall).HasMaxLength(100);
        table.Property(s => s.LastFault).HasMaxLength(1000);
        table.HasIndex(s => s.DueAt).HasFilter("due_at IS NOT NULL");
        table.HasIndex(s => s.BoundNumber).HasFilter("bound_number IS NOT NULL");
        table.HasOne<AiAgent>().WithOne().HasForeignKey<AgentSync>(s => s.AgentId).OnDelete(DeleteBehavior.Cascade);
    }
}
