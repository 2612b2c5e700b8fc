using AdminPortal.Data.Records;
using AdminPortal.Services.Assignment;
using AdminPortal.Services.History;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Provisioning;

/// <summary>
/// The next free number as part of a larger write, by the rules of <see cref="ProvisioningService"/>: those who wait come first, then the
/// number that has been free longest.
/// </summary>
internal static class NextNumber
{
    /// <summary>
    /// Finds it, before anything of the write is dated; null when none is free, or somebody waits. On PostgreSQL the row is locked, and rows
    /// that another transaction is giving out are passed over, so that the write does not lose its race with provisioning.
    /// </summary>
    public static async Task<TollFreeNumber?> FindAsync(PortalWrite write, CancellationToken cancel)
    {
        if (await write.Db.WaitingList.AnyAsync(cancel))
            return null;
        var found = write.Db.Database.IsSqlite()
            ? await write.Db.Numbers.Where(n => n.AvailableSince != null).OrderBy(n => n.AvailableSince).ThenBy(n => n.Number).Take(1).ToListAsync(cancel)
            : await write.Db.Numbers.FromSql($"""
                SELECT * FROM toll_free_numbers WHERE available_since IS NOT NULL ORDER BY available_since, number LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
                """).ToListAsync(cancel);
        if (found is not [var number])
            return null;
        write.NotBefore(number.AvailableSince!.Value);
        return number;
    }

    /// <summary>Gives the number to the business, or puts the business on the waiting list where there is none. The business has neither, and its row is saved.</summary>
    public static async Task GiveOrWaitAsync(PortalWrite write, Business business, TollFreeNumber? number, CancellationToken cancel)
    {
        if (number is not null)
        {
            await AssignmentService.GiveAsync(write, number, business, null, cancel);
            write.AuditNumber(AuditActions.NumberAssigned, number, new { status = "available" }, new { status = "assigned" }, null, business);
            return;
        }

        write.Db.WaitingList.Add(new WaitingBusiness { BusinessId = business.Id, AskedAt = write.Now, AskedBy = write.Actor.Name });
        write.Db.Entry(business).Property(b => b.RowVersion).IsModified = true;
        write.AuditBusiness(AuditActions.BusinessWaits, business, null, null, null);
    }
}
