using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AdminPortal.Data.Postgres;

/// <summary>The same model on PostgreSQL: ids are <c>uuid</c>, times <c>timestamptz</c>.</summary>
public sealed class PostgresPortalDbContext(DbContextOptions<PostgresPortalDbContext> options) : PortalDbContext(options)
{
    protected override void ConfigureStorage(ModelConfigurationBuilder conventions) =>
        conventions.Properties<DateTimeOffset>().HaveConversion<AsUtc>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);

        // Numbers are compared by byte: prefix ranges use the index, and the order is the same as on SQLite.
        foreach (var property in builder.Model.GetEntityTypes().SelectMany(t => t.GetProperties()))
            if (property.ClrType == typeof(string) && property.GetMaxLength() == 16)
                property.SetCollation("C");
    }

    /// <summary>Npgsql rejects any offset other than zero.</summary>
    private sealed class AsUtc() : ValueConverter<DateTimeOffset, DateTimeOffset>(time => time.ToUniversalTime(), time => time);
}
