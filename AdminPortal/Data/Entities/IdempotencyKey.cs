using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>The response to a write with an <c>Idempotency-Key</c>, saved in the transaction of that write.</summary>
public sealed class IdempotencyKey
{
    /// <summary>The sender: keys are scoped to a caller.</summary>
    public required string Caller { get; set; }
    public required string Key { get; set; }

    /// <summary>SHA-256 of method, path and body; another request with the same key is refused.</summary>
    public required byte[] RequestHash { get; set; }
    public int StatusCode { get; set; }
    public required string Body { get; set; }

    /// <summary>The response's <c>ETag</c> and <c>Location</c>, if any.</summary>
    public string? ETag { get; set; }
    public string? Location { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class IdempotencyKeyMapping : IEntityTypeConfiguration<IdempotencyKey>
{
    public void Configure(EntityTypeBuilder<IdempotencyKey> table)
    {
        table.ToTable("idempotency_keys");
        table.HasKey(k => new { k.Caller, k.Key });
        table.Property(k => k.Caller).HasMaxLength(200);
        table.Property(k => k.Key).HasMaxLength(255);
        table.Property(k => k.ETag).HasMaxLength(40).HasColumnName("etag");
        table.Property(k => k.Location).HasMaxLength(300);
        table.HasIndex(k => k.CreatedAt);
    }
}
