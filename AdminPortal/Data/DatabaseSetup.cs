using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Data;

/// <summary>What state the database is in.</summary>
public enum DatabaseState
{
    /// <summary>It answers, is migrated, and its guards are in place.</summary>
    Ready,

    /// <summary>It answers, and migrations are missing: <c>AdminPortal migrate</c> brings it up to date.</summary>
    NotMigrated,

    /// <summary>Guards are missing; <c>AdminPortal migrate</c> puts them back.</summary>
    Unguarded,

    /// <summary>It answers, and cannot be written: its file was deleted, moved or replaced.</summary>
    FileGone,

    /// <summary>It does not answer.</summary>
    Unreachable,
}

/// <summary>The words for the states, the same in the log and on the command line.</summary>
public static class DatabaseStates
{
    /// <summary>What is in the way and what to do, as a sentence; null for a database that is ready.</summary>
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

/// <summary>Brings a database up to date and tells what state it is in.</summary>
public sealed class DatabaseSetup(PortalDatabase database, ILogger<DatabaseSetup> log)
{
    /// <summary>Older SQLite has a bug in its WAL that can lose commits.</summary>
    private static readonly Version s_oldestSqlite = new(3, 51, 3);

    /// <summary>Another process that migrates the same file is waited for this long.</summary>
    private static readonly TimeSpan s_migrationWait = TimeSpan.FromSeconds(30);

    /// <summary>Creates the database where there is none, applies what migrations are missing, and installs the guards.</summary>
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

    /// <summary>
    /// What every start does: a SQLite database is brought up to date. A PostgreSQL one is left alone, because several portals may
    /// share it: <c>AdminPortal migrate</c> changes it once.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">The file cannot be used; the message says which and why.</exception>
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

    /// <summary>
    /// A file that can only be read is found out now, and not by the first write. A full disk is no fault of the start: what is there can
    /// be
    /// read, and writing goes on once there is room.
    /// </summary>
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

    /// <summary>Why the database did not answer when it was last asked; null when it did.</summary>
    public string? Fault { get; private set; }

    /// <summary>Asks the database what state it is in; never throws for a database that is away or lets nobody in.</summary>
    public async Task<DatabaseState> StateAsync(CancellationToken cancel)
    {
        try
        {
            Fault = database.FileFault;
            if (Fault is not null)
                return DatabaseState.FileGone;
            await database.LookForPoolerAsync(cancel);

            // Asked before EF is, which logs as an error what is a question here.
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

    /// <summary>A server that is away, or a database that is not made yet, is asked again with its state.</summary>
    private async Task TryLookForPoolerAsync(CancellationToken cancel)
    {
        try
        {
            await database.LookForPoolerAsync(cancel);
        }
        catch (Exception error) when (error is DbException || DatabaseErrors.IsUnavailable(error))
        {
            log.LogDebug(error, "The database does not answer yet");
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

        // The operating system drops this lock with its process, whatever kills it; EF's own lock is a row that stays.
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
            log.LogInformation("Bringing the database up to date: {Migrations}", string.Join(", ", pending));
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
        // The other process is waited for in real time, whatever the portal's clock says.
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
