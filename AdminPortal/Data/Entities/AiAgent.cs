using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>The state of an agent at its provider.</summary>
public enum AgentStatus
{
    Provisioning,
    Active,
    Paused,
    Failed,
    Drifted,
}

/// <summary>The voice agent of one business: its wanted state, and the last known state at the provider.</summary>
public sealed class AiAgent : IVersioned, ISearchable
{
    public Guid Id { get; set; }
    public Guid BusinessId { get; set; }

    /// <summary><c>simulated</c> or <c>retell</c>.</summary>
    public required string Provider { get; set; }

    /// <summary>The provider's id; null until it is created there.</summary>
    public string? ProviderAgentId { get; set; }
    public required string Name { get; set; }

    /// <inheritdoc/>
    public string SearchText { get; set; } = "";

    string ISearchable.SearchSource => Name;

    public string? VoiceId { get; set; }
    public string? Language { get; set; }
    public string? Greeting { get; set; }
    public string? Prompt { get; set; }

    /// <summary>The business's opening hours as JSON; null if it gave none.</summary>
    public string? OpeningHours { get; set; }
    public AgentStatus Status { get; set; }

    /// <summary>Whether it is paused: its number is then not bound to it.</summary>
    public bool IsPaused { get; set; }

    /// <summary>What a person must fix; null if nothing. Temporary faults are in <see cref="AgentSync.LastFault"/>.</summary>
    public string? LastError { get; set; }
    public DateTimeOffset? LastSyncedAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public long RowVersion { get; set; }

    /// <summary>Sets the state after a user's decision, until the provider has been synced.</summary>
    /// <param name="isClosed">Whether its business is closed: then it answers no calls either.</param>
    public void AwaitSync(bool isClosed) =>
        (Status, LastError) = (IsPaused || isClosed ? AgentStatus.Paused : AgentStatus.Provisioning, null);
}

internal sealed class AiAgentMapping : IEntityTypeConfiguration<AiAgent>
{
    public void Configure(EntityTypeBuilder<AiAgent> table)
    {
        table.ToTable(
            "ai_agents",
            t => t.HasCheckConstraint("ck_ai_agents_status", "status IN ('provisioning', 'active', 'paused', 'failed', 'drifted')")
        );
        table.Property(a => a.Provider).HasMaxLength(20);
        table.Property(a => a.ProviderAgentId).HasMaxLength(100);
        table.Property(a => a.Name).HasMaxLength(200);
        table.Property(a => a.VoiceId).HasMaxLength(100);
        table.Property(a => a.Language).HasMaxLength(20);
        table.Property(a => a.Status).HasMaxLength(16);
        table.Property(a => a.LastError).HasMaxLength(1000);
        table.HasIndex(a => a.BusinessId).IsUnique();
        table.HasIndex(a => a.ProviderAgentId).IsUnique().HasFilter("provider_agent_id IS NOT NULL");
        table.HasIndex(a => new { a.Status, a.Id });
        table.HasIndex(a => new { a.LastSyncedAt, a.Id }).HasFilter("last_synced_at IS NOT NULL");
        table.HasOne<Business>().WithMany().HasForeignKey(a => a.BusinessId).OnDelete(DeleteBehavior.Cascade);
    }
}
