using Microsoft.Data.Sqlite;
using Npgsql;

namespace AdminPortal.Tests.Support;

/// <summary>New databases that are copies of one that was migrated once: migrating takes many times as long as the usual test.</summary>
internal static class MigratedDatabase
{
    private static readonly Lazy<byte[]> s_sqlite = new(() => Task.Run(MigrateSqliteAsync).GetAwaiter().GetResult());
    private static readonly Lock s_lock = new();

    /// <summary>Creates a SQLite file.</summary>
    /// <returns>Its connection string.</returns>
    public static string Create(string file)
    {
        File.WriteAllBytes(file, s_sqlite.Value);
        return $"Data Source={file}";
    }

    /// <summary>Creates a PostgreSQL database.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> CreateAsync(PostgresCluster cluster)
    {
        lock (s_lock)
            cluster.Migrated ??= new(() => MigratePostgresAsync(cluster));
        return await cluster.CreateDatabaseAsync(await cluster.Migrated.Value);
    }

    private static async Task<byte[]> MigrateSqliteAsync()
    {
        using var folder = new TempFolder();
        var file = folder.File("migrated.db");
        await using (await TestPortal.OpenSqliteAsync(file))
        {
            await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await command.ExecuteNonQueryAsync();
        }

        return await File.ReadAllBytesAsync(file);
    }

    private static async Task<string> MigratePostgresAsync(PostgresCluster cluster)
    {
        // A connection that stays in a pool would keep the database from being copied.
        var connection = new NpgsqlConnectionStringBuilder(await cluster.CreateDatabaseAsync()) { Pooling = false };
        await using (await TestPortal.OpenPostgresAsync(connection.ConnectionString)) { }
        return connection.Database!;
    }
}
