using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Provisioning;

/// <summary>Finds and assigns the next available number as part of a larger write, by the rules of <see cref="ProvisioningService"/>: the
/// waiting list first, then the number that has been available longest, numbers with a warning last or never.</summary>
internal static class NextNumber
{
    /// <summary>The next number to be assigned, not locked; null if none is available.</summary>
    public static async Task<TollFreeNumber?> PeekAsync(PortalDbContext db, NumberSettings settings, CancellationToken cancel)
    {
        // Two queries, because numbers with and without a warning are in two indexes.
        var free = db.Numbers.Where(n => n.AvailableSince != null).OrderBy(n => n.AvailableSince).ThenBy(n => n.Number);
        var next = await free.FirstOrDefaultAsync(n => n.Warning == null, cancel);
        return next is not null || settings.Warned == WarnedNumbers.Never
            ? next
            : await free.FirstOrDefaultAsync(n => n.Warning != null, cancel);
    }

    /// <summary>Finds the number before the write takes its time; null if none is available or a business is waiting. On PostgreSQL the row
    /// is locked, and rows locked by other transactions are skipped, so that the write does not race with provisioning.</summary>
    /// <exception cref="DbUpdateConcurrencyException">Another portal holds the last number without a warning.</exception>
    public static async Task<TollFreeNumber?> FindAsync(PortalWrite write, NumberSettings settings, CancellationToken cancel)
    {
        if (await write.Db.WaitingList.AnyAsync(cancel))
            return null;
        var number = write.Db.Database.IsSqlite()
            ? await PeekAsync(write.Db, settings, cancel)
            : await LockAsync(write.Db, settings, cancel);
        if (number is not null)
            write.NotBefore(number.AvailableSince!.Value);
        return number;
    }

    private static async Task<TollFreeNumber?> LockAsync(PortalDbContext db, NumberSettings settings, CancellationToken cancel)
    {
        if (
            await db
                .Numbers.FromSql(
                    $"""
                    SELECT * FROM toll_free_numbers WHERE available_since IS NOT NULL AND warning IS NULL
                    ORDER BY available_since, number LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
                    """
                )
                .ToListAsync(cancel)
            is [var next]
        )
            return next;
        if (
            settings.Warned == WarnedNumbers.Never
            || await db
                .Numbers.FromSql(
                    $"""
                    SELECT * FROM toll_free_numbers WHERE available_since IS NOT NULL AND warning IS NOT NULL
                    ORDER BY available_since, number LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
                    """
                )
                .ToListAsync(cancel)
                is not [var warned]
        )
            return null;
        return await db.Numbers.AnyAsync(n => n.AvailableSince != null && n.Warning == null, cancel)
            ? throw new DbUpdateConcurrencyException("Another portal is assigning the last number without a warning.")
            : warned;
    }

    /// <summary>Assigns the number, or adds the business to the waiting list if there is none. The business has neither, and its row is
    /// saved.</summary>
    public static async Task GiveOrWaitAsync(PortalWrite write, Business business, TollFreeNumber? number, CancellationToken cancel)
    {
        if (number is not null)
        {
            await NumberChanges.AssignAsync(write, number, business, null, cancel);
            return;
        }

        write.Db.WaitingList.Add(
            new WaitingBusiness
            {
                BusinessId = business.Id,
                AskedAt = write.Now,
                AskedBy = write.Actor.Name,
            }
        );
        write.Db.Entry(business).Property(b => b.RowVersion).IsModified = true;
        write.AuditBusiness(AuditActions.BusinessWaits, business, null, null, null);
    }
}
