using AdminPortal.Data;
using Npgsql;

namespace AdminPortal.Services.Settings;

/// <summary>The location of a PostgreSQL database, without credentials.</summary>
internal static class PostgresPlace
{
    public static string Of(DatabaseSettings settings)
    {
        var connection = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
        return $"{connection.Database} on {connection.Host}:{connection.Port}";
    }
}
