using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>The state of an action on many records.</summary>
public enum BulkStatus
{
    Running,

    /// <summary>Every record was changed, or skipped for a reason.</summary>
    Finished,

    /// <summary>Somebody stopped it; completed changes stay.</summary>
    Cancelled,

    /// <summary>An error stopped it; completed changes stay.</summary>
    Failed,

    /// <summary>Its process ended; completed changes stay.</summary>
    Interrupted,
}

/// <summary>An action on many numbers or businesses. Its progress is saved in the transactions of the changes, so it is exact whenever the
/// process ends.</summary>
public sealed class BulkChange
{
    public Guid Id { get; init; }

    /// <summary>Such as <c>release</c>; it says which kind of records are meant.</summary>
    public required string Action { get; init; }
    public string? Reason { get; init; }
    public BulkStatus Status { get; set; }

    /// <summary>Why it failed or was interrupted, as a sentence.</summary>
    public string? Problem { get; set; }

    /// <summary>Records selected.</summary>
    public int Selected { get; init; }

    /// <summary>Records whose state allowed the action.</summary>
    public int Changing { get; init; }
    public int Changed { get; set; }

    /// <summary>Records that could have changed and did not; see <see cref="BulkSkip"/>.</summary>
    public int Skipped { get; set; }

    /// <summary>The selected records before this position were processed.</summary>
    public int Reached { get; set; }

    /// <summary>The change that this one undoes.</summary>
    public Guid? UndoOf { get; init; }
    public required string StartedBy { get; init; }

    /// <summary>Whose it is; one caller has one running change.</summary>
    public required string CallerId { get; set; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Whether it is asked to stop before the next batch.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Whether its caller has closed the result.</summary>
    public bool IsDismissed { get; set; }
}

/// <summary>A part of the selected records, packed.</summary>
public sealed class BulkChunk
{
    public Guid BulkChangeId { get; init; }

    /// <summary>From 0.</summary>
    public int Chunk { get; init; }
    public required byte[] Numbers { get; init; }
}

/// <summary>A record that could have changed and did not.</summary>
public sealed class BulkSkip
{
    public Guid BulkChangeId { get; init; }

    /// <summary>Its position among the selected records, from 0.</summary>
    public int Position { get; init; }
    public required string Reason { get; init; }
}

internal sealed class BulkChangeMapping : IEntityTypeConfiguration<BulkChange>
{
    public void Configure(EntityTypeBuilder<BulkChange> table)
    {
        table.ToTable(
            "bulk_changes",
            t =>
            {
                t.HasCheckConstraint("ck_bulk_changes_status", "status IN ('running', 'finished', 'cancelled', 'failed', 'interrupted')");
                t.HasCheckConstraint("ck_bulk_changes_finished", "(status = 'running') = (finished_at IS NULL)");
                t.HasCheckConstraint(
                    "ck_bulk_changes_counts",
                    "changed >= 0 AND skipped >= 0 AND changed + skipped <= changing AND changing <= selected AND reached <= selected"
                );
                t.HasCheckConstraint("ck_bulk_changes_all", "status <> 'finished' OR changed + skipped = changing");
            }
        );
        table.Property(c => c.Action).HasMaxLength(20);
        table.Property(c => c.Reason).HasMaxLength(500);
        table.Property(c => c.Status).HasMaxLength(16);
        table.Property(c => c.Problem).HasMaxLength(1000);
        table.Property(c => c.StartedBy).HasMaxLength(200);
        table.Property(c => c.CallerId).HasMaxLength(200);
        table.HasIndex(c => c.CallerId).IsUnique().HasFilter("status = 'running'");
        table.HasIndex(c => c.UndoOf).IsUnique();
    }
}

internal sealed class BulkChunkMapping : IEntityTypeConfiguration<BulkChunk>
{
    public void Configure(EntityTypeBuilder<BulkChunk> table)
    {
        table.ToTable("bulk_change_chunks");
        table.HasKey(c => new { c.BulkChangeId, c.Chunk });
        table.HasOne<BulkChange>().WithMany().HasForeignKey(c => c.BulkChangeId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class BulkSkipMapping : IEntityTypeConfiguration<BulkSkip>
{
    public const int MostReason = 500;

    public void Configure(EntityTypeBuilder<BulkSkip> table)
    {
        table.ToTable("bulk_change_skips");
        table.HasKey(s => new { s.BulkChangeId, s.Position });
        table.Property(s => s.Reason).HasMaxLength(MostReason);
        table.HasOne<BulkChange>().WithMany().HasForeignKey(s => s.BulkChangeId).OnDelete(DeleteBehavior.Cascade);
    }
}
