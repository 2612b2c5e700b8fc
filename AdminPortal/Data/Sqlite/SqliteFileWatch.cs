using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AdminPortal.Data.Sqlite;

/// <summary>Detects that the database file was deleted, moved or replaced while the portal is running. Writes would go to a file that
/// nobody can find again, and new connections to another database than old ones.</summary>
/// <remarks>An open connection remembers the file from startup; SQLite compares it with the file at its path. A separate file handle would
/// not work: closing it releases all locks of the process on the file.</remarks>
public sealed class SqliteFileWatch(string? connectionString) : IDisposable
{
    /// <summary>SQLITE_FCNTL_HAS_MOVED of sqlite3.h.</summary>
    private const int HasMoved = 20;

    private readonly Lock _lock = new();
    private SqliteConnection? _first;

    /// <summary>Remembers the current file; called once it exists. Does nothing on PostgreSQL.</summary>
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

            // The first read opens the file.
            using var read = first.CreateCommand();
            read.CommandText = "PRAGMA schema_version";
            read.ExecuteScalar();
            _first = first;
        }
    }

    /// <summary>What happened to the file, as a sentence; null while it is the same.</summary>
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
