using AdminPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Writes;

/// <summary>The rule for what a business may be given: it exists and is not closed.</summary>
internal static class OpenBusinesses
{
    /// <summary>Why nothing can be given to the business; null if it is open.</summary>
    public static async Task<Refusal?> FaultAsync(PortalDbContext db, Guid id, CancellationToken cancel)
    {
        var found = await db.Businesses.Where(b => b.Id == id).Select(b => new { b.Name, b.ClosedAt }).SingleOrDefaultAsync(cancel);
        return found switch
        {
            null => new Refusal.NotFound("such business"),
            { ClosedAt: null } => null,
            _ => Refusal.InvalidTransition.Closed(found.Name),
        };
    }
}
