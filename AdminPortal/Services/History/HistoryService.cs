using AdminPortal.Data;
using AdminPortal.Data.Records;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.History;

/// <summary>Reads the ledger and the audit. Staff read all, a business reads what is about itself.</summary>
public sealed class HistoryService(PortalDatabase database, NumberReader reader)
{
    /// <summary>The newest so many rows of each kind are given.</summary>
    public const int Most = 500;

    /// <summary>Who held a number, and all that happened to it.</summary>
    public async Task<Outcome<RecordHistory>> OfNumberAsync(Actor actor, string number, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("see a number's history");
        var text = reader.Normalize(number);
        await using var db = database.CreateReadContext();
        var id = await db.Numbers.Where(n => n.Number == text).Select(n => (Guid?)n.Id).SingleOrDefaultAsync(cancel);
        if (id is null)
            return new Refusal.NotFound($"number {text ?? $"'{number}'"} in the inventory");
        return await ReadAsync(db, db.Assignments.Where(a => a.Number == text), db.AuditEvents.Where(e => e.RecordId == id), cancel);
    }

    /// <summary>What numbers a business held, and all that happened to it.</summary>
    public async Task<Outcome<RecordHistory>> OfBusinessAsync(Actor actor, Guid businessId, CancellationToken cancel)
    {
        await using var db = database.CreateReadContext();
        if (!actor.MaySee(businessId) || !await db.Businesses.AnyAsync(b => b.Id == businessId, cancel))
            return new Refusal.NotFound("such business");
        return await ReadAsync(db, db.Assignments.Where(a => a.BusinessId == businessId), db.AuditEvents.Where(e => e.BusinessId == businessId), cancel);
    }

    /// <summary>Which business held a number at a moment; null when none did.</summary>
    public async Task<Outcome<LedgerEntry?>> HolderAtAsync(Actor actor, string number, DateTimeOffset at, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("see a number's history");
        var text = reader.Normalize(number);
        await using var db = database.CreateReadContext();
        var rows = db.Assignments.Where(a => a.Number == text && a.HeldFrom <= at && (a.HeldUntil == null || a.HeldUntil > at));
        return Outcome.Done(await Ledger(db, rows).FirstOrDefaultAsync(cancel));
    }

    private static async Task<RecordHistory> ReadAsync(PortalDbContext db, IQueryable<NumberAssignment> ledger, IQueryable<AuditEvent> events, CancellationToken cancel)
    {
        var held = await Ledger(db, ledger).Take(Most).ToListAsync(cancel);
        var happened = await events.OrderByDescending(e => e.Id).Take(Most).ToListAsync(cancel);
        return new RecordHistory(held, [.. happened.Select(HistoryEntry.Of)]);
    }

    private static IQueryable<LedgerEntry> Ledger(PortalDbContext db, IQueryable<NumberAssignment> rows) =>
        from a in rows
        join b in db.Businesses on a.BusinessId equals b.Id
        orderby a.HeldFrom descending, a.Id descending
        select new LedgerEntry(a.Number, a.BusinessId, b.Name, a.HeldFrom, a.HeldUntil, a.AssignedBy, a.AssignReason, a.EndedBy, a.EndReason);
}
