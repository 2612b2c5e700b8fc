using System.Data.Common;
using AdminPortal.Data;
using AdminPortal.Services;

namespace AdminPortal.Components.Shared;

/// <summary>Writes from pages: a database failure is shown on the page and does not end it.</summary>
internal static class Write
{
    /// <summary>Calls a service's write. A database exception is logged and becomes <see cref="Refusal.Unavailable"/>.</summary>
    public static async Task<Outcome<T>> SafelyAsync<T>(ILogger log, Func<Task<Outcome<T>>> write)
        where T : notnull
    {
        try
        {
            return await write();
        }
        catch (Exception error) when (error is DbException || error.InnerException is DbException || DatabaseErrors.IsUnavailable(error))
        {
            log.LogError(error, "A write from a page failed");
            return new Refusal.Unavailable(
                MayHaveHappened: true,
                "The database failed, so this may or may not have been saved. Check the number before trying again."
            );
        }
    }
}
