using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>What somebody wrote about a number or a business, for the staff.</summary>
public sealed class Comment : IVersioned
{
    public Guid Id { get; init; }

    /// <summary>In E.164; it outlives the number's row, as the history does. Null for a comment on a business.</summary>
    public string? Number { get; init; }
    public Guid? BusinessId { get; init; }
    public required string Text { get; set; }

    /// <summary>The caller's id of its author, who alone may change it.</summary>
    public required string AuthorId { get; init; }
    public required string AuthorName { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EditedAt { get; set; }
    public long RowVersion { get; set; } = 1;
}

internal sealed class CommentMapping : IEntityTypeConfiguration<Comment>
{
    public void Configure(EntityTypeBuilder<Comment> table)
    {
        table.ToTable("comments", t => t.HasCheckConstraint("ck_comments_subject", "(number IS NULL) <> (business_id IS NULL)"));
        table.Property(c => c.Number).HasMaxLength(16);
        table.Property(c => c.Text).HasMaxLength(2000);
        table.Property(c => c.AuthorId).HasMaxLength(200);
        table.Property(c => c.AuthorName).HasMaxLength(200);
        table.HasIndex(c => new { c.Number, c.Id });
        table.HasIndex(c => new { c.BusinessId, c.Id });
        table.HasOne<Business>().WithMany().HasForeignKey(c => c.BusinessId).OnDelete(DeleteBehavior.Cascade);
    }
}
