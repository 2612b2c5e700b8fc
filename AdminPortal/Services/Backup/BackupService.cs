using AdminPortal.Data;
using Microsoft.Data.Sqlite;

namespace AdminPortal.Services.Backup;

/// <summary>A database copy.</summary>
/// <param name="File">Its full path.</param>
public sealed record BackupCopy(string File, long Bytes);

/// <summary>Copies the database while the portal is running. For admins.</summary>
public sealed class BackupService(PortalDatabase database, ILogger<BackupService> log)
{
    /// <summary>Writes a consistent copy of the database: everything committed before, nothing after. The file appears under its name when
    /// it is complete, checked and flushed to disk; an existing file is never overwritten. The database is not migrated, so that a copy can
    /// be made before a new version changes it.</summary>
    /// <param name="path">Relative to the working directory.</param>
    public async Task<Outcome<BackupCopy>> BackUpAsync(Actor actor, string path, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("back up the database");
        if (database.Settings.SqliteFile is not { } source)
            return new Refusal.Invalid(
                "file",
                "This is for SQLite. PostgreSQL brings its own: pg_dump --format=custom --file=FILE makes a consistent copy while the "
                    + "portal runs."
            );

        var file = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(file);
        if (folder is null || !Directory.Exists(folder))
            return new Refusal.Invalid("file", $"There is no folder {folder ?? file}.");
        if (Path.Exists(file))
            return new Refusal.Invalid("file", $"{file} exists already, and is left as it is. Choose another name.");

        var partial = $"{file}.{Guid.NewGuid():N}.partial";
        try
        {
            await Task.Run(() => Copy(source, partial, cancel), cancel);
            File.Move(partial, file, overwrite: false);
            FolderFlush.ToDisk(folder);
            return new BackupCopy(file, new FileInfo(file).Length);
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            log.LogWarning(error, "The backup failed");
            return new Refusal.InvalidTransition($"The copy could not be written: {error.Message}");
        }
        finally
        {
            File.Delete(partial);
            File.Delete(partial + "-journal");
        }
    }

    private static void Copy(string source, string partial, CancellationToken cancel)
    {
        // Created before SQLite opens it, so that only its owner can read it.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(partial, options).Dispose();

        using (var from = Open(source, SqliteOpenMode.ReadOnly))
        using (var to = Open(partial, SqliteOpenMode.ReadWrite))
        {
            // One read snapshot for the whole copy: writers continue, and their commits are not in the copy.
            from.BackupDatabase(to);
            cancel.ThrowIfCancellationRequested();

            // One file without a WAL, until a portal opens it again.
            Run(to, "PRAGMA journal_mode = DELETE");
            if (Run(to, "PRAGMA quick_check(1)") is not "ok" and var fault)
                throw new IOException($"the copy is damaged: {fault}");
        }

        using var written = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite);
        written.Flush(flushToDisk: true);
    }

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Mode = mode,
                Pooling = false,
            }.ToString()
        );
        connection.Open();
        return connection;
    }

    private static string? Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }
}
