using System.Diagnostics;
using AdminPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Writes;

/// <summary>The connection broke during a commit and the database did not come back: whether it took place stays unknown.</summary>
internal sealed class CommitUnknownException(Exception inner) : Exception("Whether the commit took place is not known.", inner);

/// <summary>Finds out whether a commit whose answer was lost took place.</summary>
internal static class CommitLookup
{
    /// <summary>A server that was restarted answers again within this time, or the caller is told to come back.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);

    /// <summary>Whether the audit has the event that the transaction wrote.</summary>
    /// <exception cref="CommitUnknownException">The database did not come back in time.</exception>
    public static async Task<bool> FindAsync(PortalDatabase database, Guid eventId)
    {
        // The database is waited for in real time, whatever the portal's clock says.
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

                // The server may still be finishing the commit of a connection that broke: look more than once.
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
