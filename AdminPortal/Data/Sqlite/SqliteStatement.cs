using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace AdminPortal.Data.Sqlite;

/// <summary>A prepared statement on SQLite's own interface, for the few places that run one thousands of times a second: binding by
/// position without boxing or looking up names, where ADO.NET's layer costs more than the row itself. Ids and times are bound and read in
/// their stored form.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    /// <summary>Prepares one statement. The connection must outlive it.</summary>
    /// <exception cref="SqliteException">The SQL is invalid.</exception>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        Check(sqlite3_prepare_v3(_connection, sql, SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Binds the parameter at <paramref name="index"/>, from 1.</summary>
    public SqliteStatement Bind(int index, long value)
    {
        Check(sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, string? value)
    {
        Check(value is null ? sqlite3_bind_null(_statement, index) : sqlite3_bind_text16(_statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Bind(index, bytes);
    }

    public SqliteStatement Bind(int index, DateTimeOffset time) => Bind(index, UtcMicroseconds.ToMicroseconds(time));

    /// <summary>Runs a statement that returns no rows, and resets it.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute()
    {
        while (Step()) { }

        return sqlite3_changes(_connection);
    }

    /// <summary>Steps to the next row; at the end it is reset, as by <see cref="Reset"/>.</summary>
    /// <returns>Whether there is a row to read.</returns>
    public bool Step()
    {
        var result = sqlite3_step(_statement);
        if (result == SQLITE_ROW)
            return true;

        // The error message is lost once the statement is reset.
        var error = result == SQLITE_DONE ? null : Error(result);
        Reset();
        return error is null ? false : throw error;
    }

    /// <summary>Ends a read before its last row: an open one would block writes.</summary>
    public void Reset() => sqlite3_reset(_statement);

    /// <summary>Whether the column, from 0, of the current row is null.</summary>
    public bool IsNull(int column) => sqlite3_column_type(_statement, column) == SQLITE_NULL;

    public long GetInt64(int column) => sqlite3_column_int64(_statement, column);

    public string GetString(int column) => sqlite3_column_text(_statement, column).utf8_to_string();

    public Guid GetGuid(int column) => new(sqlite3_column_blob(_statement, column), bigEndian: true);

    public DateTimeOffset GetTime(int column) => UtcMicroseconds.FromMicroseconds(GetInt64(column));

    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result != SQLITE_OK)
            throw Error(result);
    }

    private SqliteException Error(int result)
    {
        var extended = sqlite3_extended_errcode(_connection);
        return new SqliteException($"SQLite Error {result}: '{sqlite3_errmsg(_connection).utf8_to_string()}'.", result & 0xFF, extended);
    }
}
