using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminPortal.Data;

/// <summary>The database cannot do the work now: locked, full, restarting or unreachable. A retry may succeed.</summary>
public sealed class DatabaseUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The meaning of both databases' errors, in one place.</summary>
public static class DatabaseErrors
{
    /// <summary>Whether a unique index rejected the row (SQLite 2067 and 1555, PostgreSQL 23505).</summary>
    public static bool IsUniqueViolation(Exception error) =>
        Root(error) switch
        {
            SqliteException sqlite => sqlite.SqliteExtendedErrorCode is 2067 or 1555,
            PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
            _ => false,
        };

    /// <summary>Whether another writer was faster and the work can be repeated on fresh rows.</summary>
    public static bool IsLostRace(Exception error) =>
        error is DbUpdateConcurrencyException
        || IsUniqueViolation(error)
        || Root(error) is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>Whether the database cannot be used now. SQLite: busy (5), locked (6), out of memory (7), read-only (8), I/O (10), corrupt
    /// (11), full (13), cannot open (14), not a database (26). PostgreSQL: connections refused, broken or too many, shutting down, disk
    /// full.</summary>
    public static bool IsUnavailable(Exception error) =>
        Root(error) switch
        {
            DatabaseUnavailableException => true,
            SqliteException sqlite => sqlite.SqliteErrorCode is 5 or 6 or 7 or 8 or 10 or 11 or 13 or 14 or 26,
            PostgresException postgres => postgres.SqlState.StartsWith("08", StringComparison.Ordinal)
                || postgres.SqlState.StartsWith("53", StringComparison.Ordinal)
                || postgres.SqlState.StartsWith("57P", StringComparison.Ordinal)
                || postgres.SqlState == PostgresErrorCodes.IoError,
            NpgsqlException or SocketException or TimeoutException => true,

            // Npgsql's exception for the next command of a transaction whose connection broke.
            InvalidOperationException { Source: "Npgsql" } => true,
            _ => false,
        };

    /// <summary>Whether the database file itself is damaged (SQLite: corrupt (11), not a database (26)).</summary>
    public static bool IsDamaged(Exception error) => Root(error) is SqliteException { SqliteErrorCode: 11 or 26 };

    private static Exception Root(Exception error)
    {
        while (error is DbUpdateException or InvalidOperationException or AggregateException && error.InnerException is { } inner)
            error = inner;
        return error;
    }
}
