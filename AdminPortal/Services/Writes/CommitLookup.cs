using System.Diagnostics;
using AdminPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Writes;

/// <summary>The connection broke during a commit and the database did not become available in time: the result is unknown.</summary>
internal sealed class CommitUnknownException(Exception inner) : Exception("Whether the commit took place is not known.", inner);

/// <summary>Finds out whether a commit without a response took place.</summary>
internal static class CommitLookup
{
    /// <summary>How long to wait for a restarted server before the caller is asked to retry.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);

    /// <summary>Whether the audit has the transaction's event.</summary>
    /// <exception cref="CommitUnknownException">The database did not become available in time.</exception>
    public static async Task<bool> FindAsync(PortalDatabase database, Guid eventId)
    {
        // Real time, whatever the portal's clock is.
        var started = Stopwatch.GetTimestamp();
        var misses = 0;
        while (true)
        {
            await Task.Delay(100);
            try
            {
                await using var db = database.CreateReadContext();
                if (await db.AuditEvents.AnyAsync(e => e.Id == eventId))
                    return true;

                // The server may still be completing the commit of a broken connection, so look more than once.
                if (++misses == 5)
                    return false;
            }
            catch (Exception error) when (DatabaseErrors.IsUnavailable(error))
            {
                if (Stopwatch.GetElapsedTime(started) > s_patience)
                    throw new CommitUnknownException(error);
            }
        }
    }
}
