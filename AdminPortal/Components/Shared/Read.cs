using System.Data.Common;
using AdminPortal.Data;
using AdminPortal.Services;

namespace AdminPortal.Components.Shared;

/// <summary>How pages read: a database that is away is told on the page and must not end it.</summary>
internal static class Read
{
    /// <summary>
    /// Reads on another thread, because SQLite answers on the caller's, where a long search would hold up typing. What a
    /// database throws that is away or broken becomes <see cref="Refusal.Unavailable"/>.
    /// </summary>
    public static Task<Outcome<T>> OffThreadAsync<T>(Func<Task<Outcome<T>>> read)
        where T : notnull =>
        Task.Run(async () =>
        {
            try
            {
                return await read();
            }
            catch (Exception error) when (error is DbException || DatabaseErrors.IsUnavailable(error))
            {
                return new Refusal.Unavailable(
                    Detail: "The database did not respond. Nothing is lost. Try again in a few seconds; if it keeps happening, check the "
                        + "log."
                );
            }
        });
}
