using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AdminPortal.Data.Sqlite;

/// <summary>Configures every SQLite connection of the portal when it opens.</summary>
internal sealed class SqliteConnectionSetup : DbConnectionInterceptor
{
    public static readonly SqliteConnectionSetup Instance = new();

    // FULL: with NORMAL a power cut can lose an assignment that was already reported. busy_timeout: SQLite's own wait polls every few
    // milliseconds and ends in time for a response within five seconds.
    private static readonly string s_pragmas =
        $"PRAGMA synchronous = FULL; PRAGMA busy_timeout = {(int)DatabaseSettings.WriteWait.TotalMilliseconds}; PRAGMA cache_size = "
        + "-16384; PRAGMA temp_store = MEMORY;";

    public static void Prepare(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = s_pragmas;
        command.ExecuteNonQuery();
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        Prepare((SqliteConnection)connection);

    public override Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Prepare((SqliteConnection)connection);
        return Task.CompletedTask;
    }
}
