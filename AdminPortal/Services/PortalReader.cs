using System.Data.Common;
using AdminPortal.Data;

namespace AdminPortal.Services;

/// <summary>
/// Runs reads, as <see cref="Writes.PortalWriter"/> runs writes: one context for each, and a database that does not answer is an outcome.
/// </summary>
public sealed class PortalReader(PortalDatabase database, ILogger<PortalReader> log)
{
    /// <summary>Runs one query, or several that may see different moments.</summary>
    /// <returns>The result of <paramref name="read"/>; <see cref="Refusal.Unavailable"/> when the database did not answer.</returns>
    public Task<Outcome<T>> RunAsync<T>(Func<PortalDbContext, Task<Outcome<T>>> read, CancellationToken cancel)
        where T : notnull => GuardAsync(read, () => Task.FromResult(database.CreateReadContext()), cancel);

    /// <summary>Runs several queries that all see the same moment.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public Task<Outcome<T>> SnapshotAsync<T>(Func<PortalDbContext, Task<Outcome<T>>> read, CancellationToken cancel)
        where T : notnull => GuardAsync(read, () => database.OpenSnapshotAsync(cancel), cancel);

    private Task<Outcome<T>> GuardAsync<T>(
        Func<PortalDbContext, Task<Outcome<T>>> read,
        Func<Task<PortalDbContext>> open,
        CancellationToken cancel
    )
        where T : notnull
    {
        // SQLite reads on the caller's thread. A page has only one, on which a long search would hold up typing.
        return SynchronizationContext.Current is null ? ReadAsync() : Task.Run(ReadAsync, cancel);

        async Task<Outcome<T>> ReadAsync()
        {
            try
            {
                await using var db = await open();
                return await read(db);
            }
            catch (Exception error) when (error is DbException || DatabaseErrors.IsUnavailable(error))
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
