using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Numbers;

/// <summary>Changes one number together with its business, the ledger and the audit. Callers have checked that the change is
/// allowed.</summary>
internal static class NumberChanges
{
    /// <summary>Assigns an available number to a business without one.</summary>
    public static async Task AssignAsync(PortalWrite write, TollFreeNumber row, Business business, string? reason, CancellationToken cancel)
    {
        row.GiveTo(business.Id, write.Now);
        await OpenAsync(write, row, business, reason, cancel);
        Audit(write, NumberAction.Assign, row, NumberStatus.Available, reason, business);
    }

    /// <summary>Releases a number from its business.</summary>
    public static async Task ReleaseAsync(
        PortalWrite write,
        TollFreeNumber row,
        int quarantineDays,
        string? reason,
        CancellationToken cancel
    )
    {
        var open = await CloseAsync(write, row, reason, cancel);
        var business = (await write.Db.Businesses.FindAsync([open.BusinessId], cancel))!;
        business.PhoneNumber = null;
        row.TakeBack(write.Now, quarantineDays);
        write.AuditNumber(
            NumberRules.Of(NumberAction.Release).AuditAction,
            row,
            new { status = NumberStatus.Assigned.ToText() },
            new { status = row.Status.ToText(), row.QuarantinedUntil },
            reason,
            business
        );
    }

    /// <summary>Reassigns a number to another business without one.</summary>
    public static async Task ReassignAsync(
        PortalWrite write,
        TollFreeNumber row,
        Business business,
        string? reason,
        CancellationToken cancel
    )
    {
        var last = (await write.Db.Businesses.FindAsync([row.AssignedTo], cancel))!;
        await CloseAsync(write, row, reason, cancel);
        // Saved before the new holder's row is added: the index allows one open row per number.
        await write.SaveAsync(cancel);
        last.PhoneNumber = null;
        row.PassTo(business.Id, write.Now);
        await OpenAsync(write, row, business, reason, cancel);
        write.AuditNumber(
            NumberRules.Of(NumberAction.Reassign).AuditAction,
            row,
            new { assigned_to = last.Id, business_name = last.Name },
            new { assigned_to = business.Id, business_name = business.Name },
            reason,
            business
        );
        write.AuditBusiness(
            AuditActions.BusinessLostNumber,
            last,
            new { phone_number = row.Number },
            new { phone_number = (string?)null },
            reason,
            row.Number
        );
    }

    /// <summary>Returns a number in quarantine to the business that held it.</summary>
    public static async Task UndoReleaseAsync(PortalWrite write, TollFreeNumber row, Business business, CancellationToken cancel)
    {
        row.UndoRelease(write.Now);
        await OpenAsync(write, row, business, "Release undone", cancel);
        Audit(write, NumberAction.UndoRelease, row, NumberStatus.Quarantined, null, business);
    }

    /// <summary>Makes a number in quarantine available.</summary>
    /// <param name="since">The time since when it is available.</param>
    public static void EndQuarantine(PortalWrite write, TollFreeNumber row, DateTimeOffset since, string? reason)
    {
        row.EndQuarantine(since);
        Audit(write, NumberAction.EndQuarantine, row, NumberStatus.Quarantined, reason);
    }

    /// <summary>Deactivates an available number.</summary>
    public static void Deactivate(PortalWrite write, TollFreeNumber row, string? reason)
    {
        row.Deactivate();
        Audit(write, NumberAction.Deactivate, row, NumberStatus.Available, reason);
    }

    /// <summary>Activates an inactive number.</summary>
    public static void Activate(PortalWrite write, TollFreeNumber row, string? reason)
    {
        row.Activate(write.Now);
        Audit(write, NumberAction.Activate, row, NumberStatus.Inactive, reason);
    }

    /// <summary>Sets or clears a number's note; the same note changes nothing.</summary>
    public static void Note(PortalWrite write, TollFreeNumber row, string? note)
    {
        if (row.Note == note)
            return;
        var before = row.Note;
        row.Note = note;
        write.AuditNumber(NumberRules.Of(NumberAction.Note).AuditAction, row, new { note = before }, new { note }, null);
    }

    /// <summary>Deletes a number that was never assigned; returns null on success.</summary>
    public static async Task<Refusal?> DeleteAsync(PortalWrite write, TollFreeNumber row, CancellationToken cancel)
    {
        if (await write.Db.Assignments.AnyAsync(a => a.Number == row.Number, cancel))
            return new Refusal.InvalidTransition(
                $"{E164.Shown(row.Number)} is {row.Status.ToText()} and a business has held it, so its history must "
                    + $"stay. {NumberRules.InsteadOfDeleting(row.Status)}"
            );
        if (row.OrderId is not null)
            return new Refusal.InvalidTransition(
                $"{E164.Shown(row.Number)} was bought with an order, so its record must stay. Deactivate it, or release it at its supplier."
            );
        write.Db.Numbers.Remove(row);
        write.AuditNumber(
            NumberRules.Of(NumberAction.Delete).AuditAction,
            row,
            new
            {
                status = row.Status.ToText(),
                row.Note,
                row.Source,
            },
            null,
            null
        );
        return null;
    }

    private static void Audit(
        PortalWrite write,
        NumberAction action,
        TollFreeNumber row,
        NumberStatus before,
        string? reason,
        Business? business = null
    ) =>
        write.AuditNumber(
            NumberRules.Of(action).AuditAction,
            row,
            new { status = before.ToText() },
            new { status = row.Status.ToText() },
            reason,
            business
        );

    /// <summary>Sets the number on the business's side, and opens the ledger row.</summary>
    private static async Task OpenAsync(PortalWrite write, TollFreeNumber row, Business business, string? reason, CancellationToken cancel)
    {
        if (await write.Db.WaitingList.FindAsync([business.Id], cancel) is { } place)
            write.Db.WaitingList.Remove(place);
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

    /// <summary>Closes the open ledger row.</summary>
    private static async Task<NumberAssignment> CloseAsync(PortalWrite write, TollFreeNumber row, string? reason, CancellationToken cancel)
    {
        // If many numbers are released together, their rows were loaded together.
        var open =
            write.Db.Assignments.Local.FirstOrDefault(a => a.Number == row.Number && a.HeldUntil is null)
            ?? await write.Db.Assignments.SingleAsync(a => a.Number == row.Number && a.HeldUntil == null, cancel);
        open.HeldUntil = write.Now;
        open.EndedBy = write.Actor.Name;
        open.EndReason = reason;
        return open;
    }
}
