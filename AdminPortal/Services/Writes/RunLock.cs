using System.Buffers.Binary;
using System.Data.Common;
using AdminPortal.Data;

namespace AdminPortal.Services.Writes;

/// <summary>Held while an import or a bulk change runs, and released with its process: by the operating system (SQLite, a locked file
/// beside the database) or by the server (PostgreSQL, an advisory lock of an open transaction). What is in state running is dead if its
/// lock is free; no clock or heartbeat is needed.</summary>
internal sealed class RunLock : IAsyncDisposable
{
    private readonly FileStream? _file;
    private readonly DbTransaction? _transaction;
    private readonly DbConnection? _connection;

    private RunLock(FileStream file) => _file = file;

    private RunLock(DbConnection connection, DbTransaction transaction) => (_connection, _transaction) = (connection, transaction);

    /// <summary>Takes the lock; null if a living process has it.</summary>
    public static async Task<RunLock?> TryTakeAsync(PortalDatabase database, Guid id, CancellationToken cancel)
    {
        if (database.Settings.SqliteFile is { } databaseFile)
            return TryOpen($"{databaseFile}.running-{id:N}") is { } file ? new RunLock(file) : null;

        // A transaction lock, not a session lock: a connection pooler may use another session for each transaction. The transaction reads
        // and writes nothing, so that it blocks neither others nor vacuum.
        var connection = await database.OpenConnectionAsync(cancel);
        var transaction = await connection.BeginTransactionAsync(cancel);
        var key = BinaryPrimitives.ReadInt64BigEndian(id.ToByteArray(bigEndian: true));
        await using var command = connection.CreateCommand();
        command.CommandText = $"SET LOCAL idle_in_transaction_session_timeout = 0; SELECT pg_try_advisory_xact_lock({key})";
        if (await command.ExecuteScalarAsync(cancel) is true)
            return new RunLock(connection, transaction);
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_file is not null)
            await _file.DisposeAsync();
        if (_connection is null)
            return;
        try
        {
            await _transaction!.DisposeAsync();
            await _connection.DisposeAsync();
        }
        catch (Exception error) when (DatabaseErrors.IsUnavailable(error))
        {
            // The connection is broken, and the server has released its locks.
        }
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(
                path,
                new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    Options = FileOptions.DeleteOnClose,
                }
            );
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
