using System.Buffers.Binary;
using System.Data.Common;
using AdminPortal.Data;

namespace AdminPortal.Services.Import;

/// <summary>
/// Held while an import runs, and dropped with its process whatever ends that: by the operating system (SQLite, a locked
/// file beside the database) or by the server (PostgreSQL, an advisory lock of a session). So an import that is marked as
/// running is dead when its lock is free; no clock and no heartbeat is asked.
/// </summary>
internal sealed class ImportLock : IAsyncDisposable
{
    private readonly FileStream? _file;
    private readonly DbConnection? _session;
    private readonly long _key;

    private ImportLock(FileStream file) => _file = file;

    private ImportLock(DbConnection session, long key) => (_session, _key) = (session, key);

    /// <summary>Takes the lock of an import; null when a living process has it.</summary>
    public static async Task<ImportLock?> TryTakeAsync(PortalDatabase database, Guid importId, CancellationToken cancel)
    {
        if (database.Settings.SqliteFile is { } databaseFile)
            return TryOpen($"{databaseFile}.import-{importId:N}") is { } file ? new ImportLock(file) : null;

        var session = await database.OpenConnectionAsync(cancel);
        var key = BinaryPrimitives.ReadInt64BigEndian(importId.ToByteArray(bigEndian: true));
        if (await AskAsync(session, $"SELECT pg_try_advisory_lock({key})", cancel))
            return new ImportLock(session, key);
        await session.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_file is not null)
            await _file.DisposeAsync();
        if (_session is null)
            return;
        try
        {
            await AskAsync(_session, $"SELECT pg_advisory_unlock({_key})", CancellationToken.None);
            await _session.DisposeAsync();
        }
        catch (Exception error) when (DatabaseErrors.IsUnavailable(error))
        {
            // The session is broken, and the server has dropped its locks with it.
        }
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                Options = FileOptions.DeleteOnClose,
            });
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private static async Task<bool> AskAsync(DbConnection session, string sql, CancellationToken cancel)
    {
        await using var command = session.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(cancel) is true;
    }
}
