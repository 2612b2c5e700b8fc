using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>
/// How far the work of bringing one agent to its provider has come. It changes with every attempt, so it stands beside the agent
/// and has neither a version nor a history: who works on it is settled by the lease.
/// </summary>
public sealed class AgentSync
{
    public Guid AgentId { get; set; }

    /// <summary>The versions of agent and business that the provider was last brought to; 0 before the first time.</summary>
    public long AgentVersion { get; set; }
    public long BusinessVersion { get; set; }

    /// <summary>
    /// The number that was last bound to the agent there, so that it can be unbound when it is no longer ours; null when none is.
    /// </summary>
    public string? BoundNumber { get; set; }

    /// <summary>
    /// When it is to be looked at again although nothing changed here: after a fault, or because the provider's side differs. Null: not
    /// before something changes.
    /// </summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Attempts that failed since the last that did not.</summary>
    public int Attempts { get; set; }

    /// <summary>Whose turn it is, and until when it holds; null when nobody works on it.</summary>
    public Guid? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>What was last asked of the provider, such as <c>Create the agent</c>, and when.</summary>
    public string? LastCall { get; set; }
    public DateTimeOffset? LastCallAt { get; set; }

    /// <summary>Why the last attempt failed, in words; null after one that did not.</summary>
    public string? LastFault { get; set; }

    /// <summary>What the provider said it has, as JSON, and when it said so.</summary>
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
