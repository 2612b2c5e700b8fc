using AdminPortal.Data;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Provisioning;

/// <summary>A position on the waiting list.</summary>
/// <param name="Place">From 1: the first gets the next available number.</param>
/// <param name="Length">Number of waiting businesses.</param>
public sealed record WaitingListPosition(long Place, long Length, DateTimeOffset AskedAt);

/// <summary>The waiting list. Businesses join it by requesting a number
/// (<see cref="ProvisioningService.ProvisionAsync(Actor, Guid?, bool, CancellationToken)"/> with <c>wait</c>), so that none waits while a
/// number is available.</summary>
public sealed class WaitingListService(
    PortalDatabase database,
    PortalReader reads,
    NumberSettings numbers,
    PortalWriter writer,
    ProvisioningService provisioning
)
{
    /// <summary>The position of a business; <see cref="Refusal.InvalidTransition"/> if it is not on the list. A business sees its
    /// own.</summary>
    public async Task<Outcome<WaitingListPosition>> PlaceAsync(Actor actor, Guid businessId, CancellationToken cancel)
    {
        if (!actor.MaySee(businessId))
            return NoBusiness;
        return await reads.SnapshotAsync<WaitingListPosition>(
            async db =>
            {
                var own = await db.WaitingList.SingleOrDefaultAsync(w => w.BusinessId == businessId, cancel);
                if (own is null)
                    return NotWaiting;
                var before = await db.WaitingList.LongCountAsync(
                    w => w.AskedAt < own.AskedAt || (w.AskedAt == own.AskedAt && w.BusinessId < businessId),
                    cancel
                );
                return new WaitingListPosition(before + 1, await db.WaitingList.LongCountAsync(cancel), own.AskedAt);
            },
            cancel
        );
    }

    /// <summary>Removes a business from the list. It may join again at the end. For staff, and for the business itself.</summary>
    public async Task<Outcome<BusinessRecord>> LeaveAsync(Actor actor, Guid businessId, CancellationToken cancel)
    {
        if (!actor.MayActFor(businessId))
            return NoBusiness;
        return await writer.RunAsync<BusinessRecord>(
            actor,
            async write =>
            {
                if (await write.Db.Businesses.FindAsync([businessId], cancel) is not { } business)
                    return NoBusiness;
                if (await write.Db.WaitingList.FindAsync([businessId], cancel) is not { } place)
                    return NotWaiting;
                write.Db.WaitingList.Remove(place);

                // The record shows whether the business waits, so its version changes.
                write.Db.Entry(business).Property(b => b.RowVersion).IsModified = true;
                write.AuditBusiness(AuditActions.BusinessWaitsNoMore, business, null, null, null);
                return await BusinessService.SaveAsync(write, business, cancel);
            },
            cancel
        );
    }

    /// <summary>Assigns available numbers to waiting businesses, in order. It looks at the current state, not at events, so a crash loses
    /// nothing and any number of processes may run it. With an empty list it costs one lookup in an empty table.</summary>
    /// <returns>Null, or that the database cannot be written.</returns>
    internal async Task<Refusal.Unavailable?> ServeAsync(CancellationToken cancel)
    {
        await using var db = database.CreateReadContext();
        return await db.WaitingList.AnyAsync(cancel) && await NextNumber.PeekAsync(db, numbers, cancel) is not null
            ? await provisioning.ServeWaitingAsync(cancel)
            : null;
    }

    private static Refusal.NotFound NoBusiness => new("such business");

    private static Refusal.InvalidTransition NotWaiting =>
        new("This business is not on the waiting list. It may have received a number meanwhile.");
}
