using System.Data.Common;
using AdminPortal.Data;

namespace AdminPortal.Services;

/// <summary>Runs reads, as <see cref="Writes.PortalWriter"/> runs writes: one context for each, and a database that does not respond is an
/// outcome.</summary>
public sealed class PortalReader(PortalDatabase database, ILogger<PortalReader> log)
{
    /// <summary>Runs one query, or several that may see different moments.</summary>
    /// <returns>The result of <paramref name="read"/>; <see cref="Refusal.Unavailable"/> if the database did not respond.</returns>
    public Task<Outcome<T>> RunAsync<T>(Func<PortalDbContext, Task<Outcome<T>>> read, CancellationToken cancel)
        where T : notnull =>
        RunAsync(
            async () =>
            {
                await using var db = database.CreateReadContext();
                return await read(db);
            },
            cancel
        );

    /// <summary>Runs several queries that all see the same moment.</summary>
    /// <inheritdoc cref="RunAsync{T}(Func{PortalDbContext, Task{Outcome{T}}}, CancellationToken)"/>
    public Task<Outcome<T>> SnapshotAsync<T>(Func<PortalDbContext, Task<Outcome<T>>> read, CancellationToken cancel)
        where T : notnull =>
        RunAsync(
            async () =>
            {
                await using var db = await database.OpenSnapshotAsync(cancel);
                return await read(db);
            },
            cancel
        );

    /// <summary>Runs a read that opens its own contexts.</summary>
    /// <inheritdoc cref="RunAsync{T}(Func{PortalDbContext, Task{Outcome{T}}}, CancellationToken)"/>
    public Task<Outcome<T>> RunAsync<T>(Func<Task<Outcome<T>>> read, CancellationToken cancel)
        where T : notnull
    {
        // SQLite reads on the caller's thread. A page has only one, and a long search would block typing.
        var isPage = SynchronizationContext.Current is not null;
        return isPage ? Task.Run(ReadAsync, cancel) : ReadAsync();

        async Task<Outcome<T>> ReadAsync()
        {
            try
            {
                return await read();
            }
            // A page shows the error in place of its result and stays usable; elsewhere a bug remains an exception.
            catch (Exception error) when (DatabaseErrors.IsUnavailable(error) || (isPage && error is DbException))
            {
                cancel.ThrowIfCancellationRequested();
                log.LogError(error, "A read failed");
                return new Refusal.Unavailable(
                    Detail: "The database did not respond. Nothing is lost. Try again in a few seconds; if it keeps happening, check the "
                        + "log."
                );
            }
        }
    }
}
