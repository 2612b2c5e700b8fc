using AdminPortal.Data;
using Npgsql;

namespace AdminPortal.Services.Settings;

/// <summary>Where a PostgreSQL database is, without how to get in.</summary>
internal static class PostgresPlace
{
    public static string Of(DatabaseSettings settings)
    {
        var connection = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
        return $"{connection.Database} on {connection.Host}:{connection.Port}";
    }
}
