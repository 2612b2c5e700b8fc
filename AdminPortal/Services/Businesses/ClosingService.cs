using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Businesses;

/// <summary>What closing a business would take from it now.</summary>
/// <param name="Number">Its number, in E.164; null without one.</param>
/// <param name="QuarantinedUntil">Until when the number would be in quarantine; null if it would be available immediately.</param>
/// <param name="LastCallAt">The last call that its agent answered; null without any.</param>
/// <param name="HasAgent">Whether it has an agent, which would be removed at the provider.</param>
/// <param name="People">People of the business who can sign in, or were invited.</param>
/// <param name="Keys">Its API keys that work.</param>
public sealed record ClosingPreview(
    BusinessRecord Business,
    string? Number,
    DateTimeOffset? QuarantinedUntil,
    DateTimeOffset? LastCallAt,
    bool HasAgent,
    int People,
    int Keys
);

/// <summary>What reopening a closed business would give back.</summary>
/// <param name="Number">Its number, in E.164; null if another business may have it by now, or it had none.</param>
public sealed record ReopeningPreview(string? Number);

/// <summary>Closes businesses that are no longer clients, and reopens them. For admins. Only the number and the place on the waiting list
/// are taken; agent, keys and people stay as they are and follow from <see cref="Business.ClosedAt"/>, so that reopening restores them
/// exactly.</summary>
public sealed class ClosingService(PortalReader reads, PortalWriter writer, NumberSettings numbers, TimeProvider clock)
{
    private const string What = "close businesses";

    /// <summary>What <see cref="CloseAsync"/> would do now; <see cref="Refusal.InvalidTransition"/> if the business is closed.</summary>
    public async Task<Outcome<ClosingPreview>> PreviewAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed(What);
        return await reads.SnapshotAsync<ClosingPreview>(
            async db =>
            {
                if (await BusinessRecord.Project(db, db.Businesses.Where(b => b.Id == id)).SingleOrDefaultAsync(cancel) is not { } business)
                    return NotFound;
                if (business.ClosedAt is not null)
                    return IsClosedAlready(business.Name);
                var now = clock.GetUtcNow();
                return new ClosingPreview(
                    business,
                    business.PhoneNumber,
                    business.PhoneNumber is null || numbers.QuarantineDays == 0 ? null : now.AddDays(numbers.QuarantineDays),
                    await db.AgentCalls.Where(c => c.BusinessId == id).MaxAsync(c => (DateTimeOffset?)c.StartedAt, cancel),
                    business.Agent is not null,
                    await db.Users.CountAsync(u => u.BusinessId == id, cancel),
                    await KeysThatWork(db, id, now).CountAsync(cancel)
                );
            },
            cancel
        );
    }

    /// <summary>Closes a business: releases its number, takes it off the waiting list, has its agent removed at the provider, ends the
    /// sessions of its people, and its API keys work no longer. Its data and history stay.</summary>
    /// <param name="seen">The version that the user saw; null skips the check.</param>
    /// <returns>The closed business; <see cref="Refusal.InvalidTransition"/> if it was closed already.</returns>
    public async Task<Outcome<BusinessRecord>> CloseAsync(Actor actor, Guid id, string? reason, long? seen, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed(What);
        if (TextRules.CheckReason(ref reason, required: true) is { } fault)
            return fault;
        return await ChangeAsync(
            actor,
            id,
            seen,
            async (write, business) =>
            {
                if (business.ClosedAt is not null)
                    return IsClosedAlready(business.Name);
                var number = business.PhoneNumber;
                if (number is not null)
                {
                    var row = await write.Db.Numbers.SingleAsync(n => n.Number == number, cancel);
                    await NumberChanges.ReleaseAsync(write, row, numbers.QuarantineDays, reason, cancel);
                    // The release is one version of the business, the closing is the next.
                    await write.SaveAsync(cancel);
                }

                var place = await write.Db.WaitingList.FindAsync([id], cancel);
                if (place is not null)
                    write.Db.WaitingList.Remove(place);
                business.ClosedAt = write.Now;
                await BusinessAgents.SyncAfterClosingAsync(write, business, cancel);
                await write
                    .Db.Sessions.Where(s => write.Db.Users.Any(u => u.Id == s.UserId && u.BusinessId == id))
                    .ExecuteDeleteAsync(cancel);
                write.AuditBusiness(
                    AuditActions.BusinessClosed,
                    business,
                    new { phone_number = number, waitlisted = place is not null },
                    new
                    {
                        business.ClosedAt,
                        people = await write.Db.Users.CountAsync(u => u.BusinessId == id, cancel),
                        api_keys = await KeysThatWork(write.Db, id, write.Now).CountAsync(cancel),
                    },
                    reason
                );
                return null;
            },
            cancel
        );
    }

    /// <summary>Reopens a closed business: its agent is created again, its people and API keys have access again, and it gets back the
    /// number that closing released, if that is still in quarantine. Otherwise it has none.</summary>
    /// <param name="seen">The version that the user saw; null skips the check.</param>
    /// <returns>The open business; <see cref="Refusal.InvalidTransition"/> if it is not closed.</returns>
    public async Task<Outcome<BusinessRecord>> ReopenAsync(Actor actor, Guid id, long? seen, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("reopen businesses");
        return await ChangeAsync(
            actor,
            id,
            seen,
            async (write, business) =>
            {
                if (business.ClosedAt is not { } closedAt)
                    return IsNotClosed(business.Name);
                business.ClosedAt = null;
                await BusinessAgents.SyncAfterClosingAsync(write, business, cancel);
                write.AuditBusiness(AuditActions.BusinessReopened, business, new { ClosedAt = closedAt }, null, null);
                if (await Released(write.Db, id, closedAt).SingleOrDefaultAsync(cancel) is not { } number)
                    return null;
                // The number is given back to the open business, in a version of its own.
                await write.SaveAsync(cancel);
                await NumberChanges.UndoReleaseAsync(write, number, business, cancel);
                return null;
            },
            cancel
        );
    }

    /// <summary>What <see cref="ReopenAsync"/> would give back now. For admins.</summary>
    public async Task<Outcome<ReopeningPreview>> PreviewReopeningAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("reopen businesses");
        return await reads.RunAsync<ReopeningPreview>(
            async db =>
            {
                if (await db.Businesses.SingleOrDefaultAsync(b => b.Id == id, cancel) is not { } business)
                    return NotFound;
                return business.ClosedAt is { } closedAt
                    ? new ReopeningPreview(await Released(db, id, closedAt).Select(n => n.Number).SingleOrDefaultAsync(cancel))
                    : IsNotClosed(business.Name);
            },
            cancel
        );
    }

    private Task<Outcome<BusinessRecord>> ChangeAsync(
        Actor actor,
        Guid id,
        long? seen,
        Func<PortalWrite, Business, Task<Refusal?>> change,
        CancellationToken cancel
    ) =>
        writer.RunAsync<BusinessRecord>(
            actor,
            async write =>
            {
                // Loaded as for an assignment: the write's time is after the last one of the ledger.
                if (await NumberLoading.LoadBusinessAsync(write, id, cancel) is not { } business)
                    return NotFound;
                if (seen is { } version && version != business.RowVersion)
                    return new Refusal.Stale(
                        await BusinessRecord.Project(write.Db, write.Db.Businesses.Where(b => b.Id == id)).SingleAsync(cancel),
                        business.RowVersion
                    );
                if (await change(write, business) is { } refusal)
                    return refusal;
                write.Touch(ChangeKind.Users);
                write.Touch(ChangeKind.ApiKeys);
                return await BusinessService.SaveAsync(write, business, cancel);
            },
            cancel
        );

    /// <summary>The number that was released when the business closed, while nobody else can have it.</summary>
    private static IQueryable<TollFreeNumber> Released(PortalDbContext db, Guid id, DateTimeOffset closedAt) =>
        db.Numbers.Where(n =>
            n.Status == NumberStatus.Quarantined
            && n.ReleasedFrom == id
            && db.Assignments.Any(a => a.Number == n.Number && a.BusinessId == id && a.HeldUntil == closedAt)
        );

    private static IQueryable<ApiKey> KeysThatWork(PortalDbContext db, Guid id, DateTimeOffset now) =>
        db.ApiKeys.Where(k => k.BusinessId == id && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now));

    private static Refusal.NotFound NotFound => new("such business");

    private static Refusal.InvalidTransition IsNotClosed(string name) => new($"{name} is not closed.");

    private static Refusal.InvalidTransition IsClosedAlready(string name) => new($"{name} is closed already.");
}
