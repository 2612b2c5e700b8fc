using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AdminPortal.Data.Sqlite;

/// <summary>
/// Notices that the database file was deleted, moved or replaced while the portal runs. Writes would go to a file that nobody finds again,
/// and
/// new connections to another database than the old ones.
/// </summary>
/// <remarks>
/// A connection that stays open remembers the file that the portal started with; SQLite compares it with what is at its path now. A handle
/// of
/// our own would not do: closing it drops all locks of the process on the file.
/// </remarks>
public sealed class SqliteFileWatch(string? connectionString) : IDisposable
{
    /// <summary>SQLITE_FCNTL_HAS_MOVED of sqlite3.h.</summary>
    private const int HasMoved = 20;

    private readonly Lock _lock = new();
    private SqliteConnection? _first;

    /// <summary>Remembers the file as it is now; called once it exists. Without effect on PostgreSQL.</summary>
    public void Begin()
    {
        if (connectionString is null)
            return;
        lock (_lock)
        {
            if (_first is not null)
                return;
            var first = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
            first.Open();

            // The file itself is opened by the first read.
            using var read = first.CreateCommand();
            read.CommandText = "PRAGMA schema_version";
            read.ExecuteScalar();
            _first = first;
        }
    }

    /// <summary>What happened to the file, as a sentence; null while it is the one the portal started with.</summary>
    public string? Fault()
    {
        if (_first is null)
            return null;
        lock (_lock)
        {
            var moved = 0;
            return _first.Handle is { } handle && sqlite3_file_control(handle, "main", HasMoved, ref moved) == raw.SQLITE_OK && moved != 0
                ? "The database file was deleted or replaced while the portal was running. Put it back, or restart the portal."
                : null;
        }
    }

    public void Dispose()
    {
        lock (_lock)
            _first?.Dispose();
    }

    [DllImport("e_sqlite3")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern int sqlite3_file_control(
        sqlite3 connection,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name,
        int operation,
        ref int argument
    );
}
