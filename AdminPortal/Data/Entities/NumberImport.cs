using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>The state of an import.</summary>
public enum ImportStatus
{
    Running,
    Done,

    /// <summary>Nothing was added: the file could not be read, or <c>strict</c> found an invalid row.</summary>
    Refused,

    /// <summary>Stopped by its caller; committed rows stay.</summary>
    Cancelled,

    /// <summary>Stopped by an error; importing the same file again completes it.</summary>
    Failed,
}

/// <summary>One import of a CSV file, or a dry run.</summary>
public sealed class NumberImport
{
    public Guid Id { get; set; }
    public string? FileName { get; set; }
    public required string FileSha256 { get; set; }

    /// <summary><c>skip</c> or <c>strict</c>.</summary>
    public required string Mode { get; set; }
    public bool DryRun { get; set; }
    public ImportStatus Status { get; set; }

    /// <summary>Why it was refused or failed.</summary>
    public string? Problem { get; set; }
    public long Read { get; set; }
    public long Added { get; set; }
    public long Duplicates { get; set; }
    public long Rejected { get; set; }
    public long Warnings { get; set; }
    public required string StartedBy { get; set; }
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>An invalid row of the file, and the reason.</summary>
public sealed class ImportReject
{
    public Guid ImportId { get; set; }

    /// <summary>The line of the file on which the row starts, from 1.</summary>
    public long Line { get; set; }

    /// <summary>The row as in the file.</summary>
    public required string Raw { get; set; }
    public required string Reason { get; set; }
}

internal sealed class NumberImportMapping : IEntityTypeConfiguration<NumberImport>
{
    public void Configure(EntityTypeBuilder<NumberImport> table)
    {
        table.ToTable("number_imports");
        table.Property(i => i.FileName).HasMaxLength(260);
        table.Property(i => i.FileSha256).HasMaxLength(64);
        table.Property(i => i.Mode).HasMaxLength(8);
        table.Property(i => i.Status).HasMaxLength(16);
        table.Property(i => i.Problem).HasMaxLength(1000);
        table.Property(i => i.StartedBy).HasMaxLength(200);
    }
}

internal sealed class ImportRejectMapping : IEntityTypeConfiguration<ImportReject>
{
    public void Configure(EntityTypeBuilder<ImportReject> table)
    {
        table.ToTable("import_rejects");
        table.HasKey(r => new { r.ImportId, r.Line });
        table.Property(r => r.Reason).HasMaxLength(500);
        table.HasOne<NumberImport>().WithMany().HasForeignKey(r => r.ImportId).OnDelete(DeleteBehavior.Cascade);
    }
}
