using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Data;

/// <summary>The state of the database.</summary>
public enum DatabaseState
{
    /// <summary>It responds, is migrated, and its guards are in place.</summary>
    Ready,

    /// <summary>It responds, but migrations are missing: run <c>AdminPortal migrate</c>.</summary>
    NotMigrated,

    /// <summary>Guards are missing; <c>AdminPortal migrate</c> restores them.</summary>
    Unguarded,

    /// <summary>It responds, but cannot be written: its file was deleted, moved or replaced.</summary>
    FileGone,

    /// <summary>It does not respond.</summary>
    Unreachable,
}

/// <summary>The texts of the states, for log and command line.</summary>
public static class DatabaseStates
{
    /// <summary>The problem and what to do, as a sentence; null if the database is ready.</summary>
    /// <param name="fault"><see cref="DatabaseSetup.Fault"/>.</param>
    public static string? Explain(this DatabaseState state, string? fault) =>
        state switch
        {
            DatabaseState.Ready => null,
            DatabaseState.NotMigrated => "The database is not up to date: run AdminPortal migrate.",
            DatabaseState.Unguarded => "The database's guards are missing: run AdminPortal migrate.",
            DatabaseState.FileGone => fault,
            _ => $"The database does not answer: {fault ?? "no reason given"}",
        };
}

/// <summary>Migrates the database and reports its state.</summary>
public sealed class DatabaseSetup(PortalDatabase database, ILogger<DatabaseSetup> log)
{
    /// <summary>Older SQLite has a bug in its WAL that can lose commits.</summary>
    private static readonly Version s_oldestSqlite = new(3, 51, 3);

    /// <summary>How long to wait for another process that is migrating the same file.</summary>
    private static readonly TimeSpan s_migrationWait = TimeSpan.FromSeconds(30);

    /// <summary>Creates the database if needed, applies missing migrations, and installs the guards.</summary>
    /// <exception cref="DatabaseUnavailableException">Another process has been migrating the same file for half a minute.</exception>
    public async Task MigrateAsync(CancellationToken cancel)
    {
        if (database.IsSqlite)
        {
            await MigrateSqliteAsync(cancel);
            return;
        }

        await TryLookForPoolerAsync(cancel);
        await MigrateAndGuardAsync(cancel);
    }

    /// <summary>Runs at every start: a SQLite database is migrated. A PostgreSQL one is not, because several portals may share it: run
    /// <c>AdminPortal migrate</c> once.</summary>
    /// <exception cref="DatabaseUnavailableException">The file cannot be used; the message has its path and the reason.</exception>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        if (!database.IsSqlite)
        {
            await TryLookForPoolerAsync(cancel);
            return;
        }

        try
        {
            await MigrateAsync(cancel);
            await AssertWritableAsync(cancel);
            database.WatchFile();
        }
        catch (DatabaseUnavailableException)
        {
            throw;
        }
        catch (Exception error)
            when (error is SqliteException or IOException or UnauthorizedAccessException || DatabaseErrors.IsUnavailable(error))
        {
            throw new DatabaseUnavailableException(
                $"The database {database.Settings.SqliteFile} cannot be used: {error.GetBaseException().Message}",
                error
            );
        }
    }

    /// <summary>Detects a read-only file at startup instead of at the first write. A full disk does not prevent the start: data can be
    /// read, and writes succeed again once there is room.</summary>
    private async Task AssertWritableAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = connection.CreateCommand();
        try
        {
            command.CommandText = "BEGIN IMMEDIATE; CREATE TABLE writable (yes INTEGER); ROLLBACK";
            await command.ExecuteNonQueryAsync(cancel);
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_BUSY)
        {
            log.LogWarning("The database cannot be written now: {Fault}", error.Message);
            command.CommandText = "ROLLBACK";
            if (error.SqliteErrorCode == SQLitePCL.raw.SQLITE_FULL)
                await command.ExecuteNonQueryAsync(cancel);
        }
    }

    /// <summary>Why the database did not respond at the last check; null if it did.</summary>
    public string? Fault { get; private set; }

    /// <summary>Checks the state of the database; never throws if it is unreachable or refuses the login.</summary>
    public async Task<DatabaseState> StateAsync(CancellationToken cancel)
    {
        try
        {
            Fault = database.FileFault;
            if (Fault is not null)
                return DatabaseState.FileGone;
            await database.LookForPoolerAsync(cancel);

            // Checked before EF is used, which would log this as an error.
            if (!database.IsSqlite && !await HasHistoryAsync(cancel))
                return DatabaseState.NotMigrated;
            await using var context = database.CreateReadContext();
            if ((await context.Database.GetPendingMigrationsAsync(cancel)).Any())
                return DatabaseState.NotMigrated;
            return (await RowVersionGuards.MissingAsync(context, cancel)).Count == 0 ? DatabaseState.Ready : DatabaseState.Unguarded;
        }
        catch (Exception error) when (error is DbException || DatabaseErrors.IsUnavailable(error))
        {
            Fault = error.GetBaseException().Message;
            return DatabaseState.Unreachable;
        }
    }

    /// <summary>If the server is unreachable or the database does not exist yet, the next check tries again.</summary>
    private async Task TryLookForPoolerAsync(CancellationToken cancel)
    {
        try
        {
            await database.LookForPoolerAsync(cancel);
        }
        catch (Exception error) when (error is DbException || DatabaseErrors.IsUnavailable(error))
        {
            log.LogDebug(error, "The database does not respond yet");
        }
    }

    private async Task<bool> HasHistoryAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT to_regclass('\"__EFMigrationsHistory\"') IS NOT NULL";
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    private async Task MigrateSqliteAsync(CancellationToken cancel)
    {
        if (database.Settings.SqliteFile is { } file)
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await using var context = database.CreateDbContext();
        await AssertVersionAsync(context, cancel);

        // The operating system releases this lock with its process; EF's own lock is a row that would remain.
        await using var exclusive = await LockAsync(database.Settings.SqliteFile + ".migrating", cancel);
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL; DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancel);
        await MigrateAndGuardAsync(cancel);
    }

    private async Task MigrateAndGuardAsync(CancellationToken cancel)
    {
        await using var context = database.CreateDbContext();
        var pending =
            database.IsSqlite || await context.Database.CanConnectAsync(cancel)
                ? (await context.Database.GetPendingMigrationsAsync(cancel)).ToList()
                : [.. context.Database.GetMigrations()];
        if (pending.Count > 0)
        {
            log.LogInformation("Migrating the database: {Migrations}", string.Join(", ", pending));
            await context.Database.MigrateAsync(cancel);
        }

        if (pending.Count > 0 || (await RowVersionGuards.MissingAsync(context, cancel)).Count > 0)
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancel);
            await SearchText.FillAsync(context, cancel);
            await RowVersionGuards.InstallAsync(context, cancel);
            await transaction.CommitAsync(cancel);
        }

        var missing = await RowVersionGuards.MissingAsync(context, cancel);
        if (missing.Count > 0)
            throw new InvalidOperationException($"The database's guards could not be installed: {string.Join(", ", missing)}.");
    }

    private static async Task AssertVersionAsync(PortalDbContext context, CancellationToken cancel)
    {
        var version = await context.Database.SqlQueryRaw<string>("SELECT sqlite_version() AS \"Value\"").SingleAsync(cancel);
        if (Version.Parse(version) < s_oldestSqlite)
            throw new InvalidOperationException($"SQLite {version} can lose commits in WAL mode; {s_oldestSqlite} or later is needed.");
    }

    /// <summary>Whether another process holds the file: EWOULDBLOCK on Linux (11) and macOS (35), a sharing violation on Windows.</summary>
    private static bool IsHeldByAnother(IOException error) =>
        error.HResult is 11 or 35 or unchecked((int)0x80070020) or unchecked((int)0x80070021);

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancel)
    {
        // Real time, whatever the portal's clock is.
        var started = Stopwatch.GetTimestamp();
        while (true)
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
            catch (IOException error) when (IsHeldByAnother(error))
            {
                if (Stopwatch.GetElapsedTime(started) > s_migrationWait)
                    throw new DatabaseUnavailableException("Another process has been migrating this database for half a minute.", error);
                await Task.Delay(100, cancel);
            }
        }
    }
}
