using AdminPortal.Data;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Provisioning;

/// <summary>Where a business stands on the waiting list.</summary>
/// <param name="Place">From 1: the first gets the next free number.</param>
/// <param name="Length">How many wait in all.</param>
public sealed record WaitingListPosition(long Place, long Length, DateTimeOffset AskedAt);

/// <summary>
/// The businesses that wait for a number. They join by asking for one
/// (<see cref="ProvisioningService.ProvisionAsync(Actor, Guid?, bool, CancellationToken)"/>
/// with <c>wait</c>), so that nobody waits while a number is free.
/// </summary>
public sealed class WaitingListService(
    PortalDatabase database,
    PortalReader reads,
    NumberSettings numbers,
    PortalWriter writer,
    ProvisioningService provisioning
)
{
    /// <summary>
    /// Where a business stands; <see cref="Refusal.InvalidTransition"/> when it is not on the list. A business sees its own place.
    /// </summary>
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

    /// <summary>Takes a business off the list. It may ask again, and is then the last. For staff, and for the business itself.</summary>
    public async Task<Outcome<BusinessRecord>> LeaveAsync(Actor actor, Guid businessId, CancellationToken cancel)
    {
        if (!actor.MaySee(businessId))
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

                // The record tells whether it waits, so it has another version now.
                write.Db.Entry(business).Property(b => b.RowVersion).IsModified = true;
                write.AuditBusiness(AuditActions.BusinessWaitsNoMore, business, null, null, null);
                return await BusinessService.SaveAsync(write, business, cancel);
            },
            cancel
        );
    }

    /// <summary>
    /// Gives numbers to those who wait, in the order of asking, while there are both. It looks how things stand and not at what happened,
    /// so that a crash loses nothing, and any number of processes may do it at once. Where nobody waits it costs one look at an empty
    /// table.
    /// </summary>
    /// <returns>Null, or that the database cannot be written now.</returns>
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
