using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.History;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Assignment;

/// <summary>
/// Moves numbers between businesses by a person's decision. For admins and support. Where the person says which version they
/// looked at (<c>seen</c>), a number that changed since is refused as <see cref="Refusal.Stale"/>.
/// </summary>
public sealed class AssignmentService(PortalWriter writer, NumberReader reader, NumberSettings settings)
{
    /// <summary>Gives an available number to a business that has none.</summary>
    public Task<Outcome<NumberRecord>> AssignAsync(
        Actor actor,
        string number,
        Guid businessId,
        string? reason,
        long? seen,
        CancellationToken cancel
    ) =>
        MoveAsync(
            actor,
            number,
            NumberAction.Assign,
            reason,
            seen,
            "assign numbers",
            async (write, row, why) =>
            {
                if (await NumberMoves.LoadBusinessAsync(write, businessId, cancel) is not { } business)
                    return new Refusal.NotFound("such business");
                if (!NumberActionRules.Admits(row.Status, NumberAction.Assign))
                    return await NumberMoves.IllegalAsync(write, row, $"assigned to {business.Name}", cancel);
                if (HasAnother(business) is { } refusal)
                    return refusal;
                await GiveAsync(write, row, business, why, cancel);
                write.AuditNumber(
                    AuditActions.NumberAssigned,
                    row,
                    new { status = "available" },
                    new { status = "assigned" },
                    why,
                    business
                );
                return await NumberMoves.RecordAsync(write, row, cancel);
            },
            cancel
        );

    /// <summary>
    /// Takes a number back from its business. It rests for <see cref="NumberSettings.QuarantineDays"/> before another
    /// business may get it; with 0 days it is available at once.
    /// </summary>
    public Task<Outcome<NumberRecord>> ReleaseAsync(Actor actor, string number, string? reason, long? seen, CancellationToken cancel) =>
        MoveAsync(
            actor,
            number,
            NumberAction.Release,
            reason,
            seen,
            "release numbers",
            async (write, row, why) =>
            {
                if (await ReleaseAsync(write, row, why, cancel) is { } refusal)
                    return refusal;
                return await NumberMoves.RecordAsync(write, row, cancel);
            },
            cancel
        );

    /// <summary>Moves a number from its business to another that has none, in one transaction.</summary>
    public Task<Outcome<NumberRecord>> ReassignAsync(
        Actor actor,
        string number,
        Guid businessId,
        string? reason,
        long? seen,
        CancellationToken cancel
    ) =>
        MoveAsync(
            actor,
            number,
            NumberAction.Reassign,
            reason,
            seen,
            "reassign numbers",
            async (write, row, why) =>
            {
                if (await NumberMoves.LoadBusinessAsync(write, businessId, cancel) is not { } business)
                    return new Refusal.NotFound("such business");
                if (!NumberActionRules.Admits(row.Status, NumberAction.Reassign) || row.AssignedTo == businessId)
                    return await NumberMoves.IllegalAsync(write, row, $"reassigned to {business.Name}", cancel);
                if (HasAnother(business) is { } refusal)
                    return refusal;

                var last = (await write.Db.Businesses.FindAsync([row.AssignedTo], cancel))!;
                await CloseAsync(write, row, why, cancel);
                // Saved before the new holder's row is added: the index of open rows admits one a number.
                await write.Db.SaveChangesAsync(cancel);
                Part(row, last);
                await GiveAsync(write, row, business, why, cancel);
                write.AuditNumber(
                    AuditActions.NumberReassigned,
                    row,
                    new { assigned_to = last.Id, business_name = last.Name },
                    new { assigned_to = business.Id, business_name = business.Name },
                    why,
                    business
                );
                write.AuditBusiness(
                    AuditActions.BusinessLostNumber,
                    last,
                    new { phone_number = row.Number },
                    new { phone_number = (string?)null },
                    why,
                    row.Number
                );
                return await NumberMoves.RecordAsync(write, row, cancel);
            },
            cancel
        );

    /// <summary>Gives a resting number back to the business it was released from, while that business has no other.</summary>
    public Task<Outcome<NumberRecord>> UndoReleaseAsync(Actor actor, string number, long? seen, CancellationToken cancel) =>
        MoveAsync(
            actor,
            number,
            NumberAction.UndoRelease,
            null,
            seen,
            "undo a release",
            async (write, row, _) =>
            {
                if (!NumberActionRules.Admits(row.Status, NumberAction.UndoRelease) || row.ReleasedFrom is not { } from)
                    return await NumberMoves.IllegalAsync(write, row, "given back to the business it was released from", cancel);
                var business = (await NumberMoves.LoadBusinessAsync(write, from, cancel))!;
                if (HasAnother(business) is { } refusal)
                    return refusal;
                row.QuarantinedUntil = null;
                await GiveAsync(write, row, business, "Release undone", cancel);
                write.AuditNumber(
                    AuditActions.ReleaseUndone,
                    row,
                    new { status = "quarantined" },
                    new { status = "assigned" },
                    null,
                    business
                );
                return await NumberMoves.RecordAsync(write, row, cancel);
            },
            cancel
        );

    /// <summary>The release itself, of one number or of one among many; null when it is done.</summary>
    internal async Task<Refusal?> ReleaseAsync(PortalWrite write, TollFreeNumber row, string? why, CancellationToken cancel)
    {
        if (!NumberActionRules.Admits(row.Status, NumberAction.Release))
            return await NumberMoves.IllegalAsync(write, row, "released", cancel);
        var business = await TakeAsync(write, row, why, cancel);
        if (settings.QuarantineDays == 0)
        {
            row.Status = NumberStatus.Available;
            row.AvailableSince = write.Now;
        }
        else
        {
            row.Status = NumberStatus.Quarantined;
            row.QuarantinedUntil = write.Now.AddDays(settings.QuarantineDays);
        }

        write.AuditNumber(
            AuditActions.NumberReleased,
            row,
            new { status = "assigned" },
            new { status = row.Status.ToText(), row.QuarantinedUntil },
            why,
            business
        );
        return null;
    }

    private Task<Outcome<NumberRecord>> MoveAsync(
        Actor actor,
        string number,
        NumberAction act,
        string? reason,
        long? seen,
        string what,
        Func<PortalWrite, TollFreeNumber, string?, Task<Outcome<NumberRecord>>> move,
        CancellationToken cancel
    )
    {
        if (!actor.MayDo(act))
            return Task.FromResult<Outcome<NumberRecord>>(new Refusal.NotAllowed(what));
        if (TextRules.CheckReason(ref reason, NumberActionRules.NeedsReason(act)) is { } fault)
            return Task.FromResult<Outcome<NumberRecord>>(fault);
        return writer.RunAsync<NumberRecord>(
            actor,
            async write =>
            {
                var found = await NumberMoves.LoadAsync(write, reader, number, seen, cancel);
                return found.IsDone ? await move(write, found.Value, reason) : found.Refusal;
            },
            cancel
        );
    }

    private static Refusal.InvalidTransition? HasAnother(Business business) =>
        business.PhoneNumber is { } has
            ? new Refusal.InvalidTransition(
                $"{business.Name} is assigned {NumberLookup.Display(has)}, and a business has one number. Release that one first, or "
                    + "reassign it."
            )
            : null;

    /// <summary>
    /// Gives the number to the business, which has none: both rows and the ledger. The event is the caller's, who knows what it is.
    /// </summary>
    internal static async Task GiveAsync(PortalWrite write, TollFreeNumber row, Business business, string? reason, CancellationToken cancel)
    {
        if (await write.Db.WaitingList.FindAsync([business.Id], cancel) is { } place)
            write.Db.WaitingList.Remove(place);
        row.Status = NumberStatus.Assigned;
        row.AssignedTo = business.Id;
        row.AssignedAt = write.Now;
        row.AvailableSince = null;
        business.PhoneNumber = row.Number;
        write.Db.Assignments.Add(
            new NumberAssignment
            {
                Id = UuidV7.Create(write.Now),
                Number = row.Number,
                BusinessId = business.Id,
                HeldFrom = write.Now,
                AssignedBy = write.Actor.Name,
                AssignReason = reason,
            }
        );
    }

    /// <summary>Closes the ledger's open row and parts the number from its business, which is returned.</summary>
    private static async Task<Business> TakeAsync(PortalWrite write, TollFreeNumber row, string? reason, CancellationToken cancel)
    {
        var open = await CloseAsync(write, row, reason, cancel);
        var business = (await write.Db.Businesses.FindAsync([open.BusinessId], cancel))!;
        Part(row, business);
        return business;
    }

    /// <summary>Closes the ledger's open row.</summary>
    private static async Task<NumberAssignment> CloseAsync(PortalWrite write, TollFreeNumber row, string? reason, CancellationToken cancel)
    {
        // Where many numbers are taken at once, their rows were read at once.
        var open =
            write.Db.Assignments.Local.FirstOrDefault(a => a.Number == row.Number && a.HeldUntil is null)
            ?? await write.Db.Assignments.SingleAsync(a => a.Number == row.Number && a.HeldUntil == null, cancel);
        open.HeldUntil = write.Now;
        open.EndedBy = write.Actor.Name;
        open.EndReason = reason;
        return open;
    }

    private static void Part(TollFreeNumber row, Business business)
    {
        business.PhoneNumber = null;
        row.AssignedTo = null;
        row.AssignedAt = null;
        row.ReleasedFrom = business.Id;
    }
}
