using System.Globalization;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.History;

/// <summary>Reads the ledger and the audit. Staff read everything, a business reads its own.</summary>
public sealed class HistoryService(PortalReader reads, NumberReader reader)
{
    /// <summary>Most rows of each kind that are returned.</summary>
    public const int Most = 500;

    /// <summary>The holders and events of a number.</summary>
    public async Task<Outcome<RecordHistory>> OfNumberAsync(Actor actor, string number, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see a number's history");
        var text = reader.Normalize(number);
        return await reads.SnapshotAsync<RecordHistory>(
            async db =>
            {
                var id = await db.Numbers.Where(n => n.Number == text).Select(n => (Guid?)n.Id).SingleOrDefaultAsync(cancel);
                if (id is null)
                    return new Refusal.NotFound($"number {text ?? $"'{number}'"} in the inventory");
                return await ReadAsync(
                    db,
                    db.Assignments.Where(a => a.Number == text),
                    db.AuditEvents.Where(e => e.RecordId == id),
                    cancel
                );
            },
            cancel
        );
    }

    /// <summary>The numbers and events of a business.</summary>
    public async Task<Outcome<RecordHistory>> OfBusinessAsync(Actor actor, Guid businessId, CancellationToken cancel)
    {
        return await reads.SnapshotAsync<RecordHistory>(
            async db =>
            {
                if (!actor.MaySee(businessId) || !await db.Businesses.AnyAsync(b => b.Id == businessId, cancel))
                    return new Refusal.NotFound("such business");
                return await OfBusinessAsync(db, actor, businessId, cancel);
            },
            cancel
        );
    }

    /// <summary>The caller's own business with its history, from one snapshot; refused for callers that belong to none.</summary>
    public async Task<Outcome<BusinessHistory>> OfOwnBusinessAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.BusinessId is not { } own)
            return new Refusal.NotAllowed("ask for its own business, because it belongs to none");
        return await reads.SnapshotAsync<BusinessHistory>(
            async db =>
            {
                return await BusinessRecord.Project(db, db.Businesses.Where(b => b.Id == own)).SingleOrDefaultAsync(cancel) is { } business
                    ? new BusinessHistory(business, await OfBusinessAsync(db, actor, own, cancel))
                    : new Refusal.NotFound("such business");
            },
            cancel
        );
    }

    /// <summary>The matching events in the filter's order, in pages.</summary>
    /// <param name="after">The <c>Next</c> of the previous page, or <see cref="After"/> an event; null for the first.</param>
    /// <param name="limit">1 to <see cref="Cursor.MaxLimit"/>.</param>
    public async Task<Outcome<Page<HistoryEntry>>> ListAsync(
        Actor actor,
        HistoryFilter filter,
        string? after,
        int limit,
        CancellationToken cancel
    )
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see the history");
        if (limit is < 1 or > Cursor.MaxLimit)
            return Cursor.BadLimit;
        if (!Cursor.TryDecode(after, out var key))
            return Cursor.BadCursor;
        Guid? last = Guid.TryParseExact(key, "N", out var id) ? id : null;
        if (key is not null && last is null)
            return Cursor.BadCursor;
        if ((Check("who", filter.Who) ?? Check("number", filter.Number)) is { } fault)
            return fault;

        return await reads.RunAsync<Page<HistoryEntry>>(
            async db =>
            {
                var events = await new EventQuery(db, reader).ReadAsync(filter, last, limit + 1, cancel);
                return Page.Of(await NamedAsync(db, events, cancel), limit, KeyOf);
            },
            cancel
        );

        static Refusal? Check(string field, string? text) => text is null ? null : TextRules.CheckText(field, text, 200);
    }

    /// <summary>The position after an event, for <see cref="ListAsync"/>: to look for newer ones at the end of the oldest.</summary>
    public static string After(HistoryEntry entry) => Cursor.Encode(KeyOf(entry));

    /// <summary>The holders of a number, latest first, in pages.</summary>
    /// <param name="after">The <c>Next</c> of the previous page; null for the latest.</param>
    public async Task<Outcome<Page<LedgerEntry>>> HoldersAsync(
        Actor actor,
        string number,
        string? after,
        int limit,
        CancellationToken cancel
    )
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see a number's history");
        if (limit is < 1 or > Cursor.MaxLimit)
            return Cursor.BadLimit;
        if (!Cursor.TryDecode(after, out var key))
            return Cursor.BadCursor;
        var last = DateTimeOffset.MaxValue;
        if (
            key is not null
            && !DateTimeOffset.TryParseExact(key, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out last)
        )
            return Cursor.BadCursor;
        var text = reader.Normalize(number);
        return await reads.RunAsync<Page<LedgerEntry>>(
            async db =>
            {
                var rows = db.Assignments.Where(a => a.Number == text);
                if (key is not null)
                    rows = rows.Where(a => a.HeldFrom < last);
                return Page.Of(
                    await Ledger(db, rows).Take(limit + 1).ToListAsync(cancel),
                    limit,
                    l => l.HeldFrom.ToString("O", CultureInfo.InvariantCulture)
                );
            },
            cancel
        );
    }

    private static string KeyOf(HistoryEntry entry) => entry.Id.ToString("N");

    private static async Task<RecordHistory> OfBusinessAsync(PortalDbContext db, Actor actor, Guid businessId, CancellationToken cancel)
    {
        var ledger = db.Assignments.Where(a => a.BusinessId == businessId);
        var events = db.AuditEvents.Where(e => e.BusinessId == businessId);
        if (actor.MaySeeAll)
            return await ReadAsync(db, ledger, events, cancel);

        // Notes, account events and the names of staff are visible to staff only.
        var past = await ReadAsync(db, ledger, events.Where(e => AuditActions.ForBusinesses.Contains(e.Action)), cancel);
        return past.WithoutNames(actor.Name);
    }

    private static async Task<RecordHistory> ReadAsync(
        PortalDbContext db,
        IQueryable<NumberAssignment> ledger,
        IQueryable<AuditEvent> events,
        CancellationToken cancel
    )
    {
        var held = await Ledger(db, ledger).Take(Most).ToListAsync(cancel);
        var happened = await events.OrderByDescending(e => e.Id).Take(Most).ToListAsync(cancel);
        return new RecordHistory(held, await NamedAsync(db, happened, cancel));
    }

    /// <summary>The events with the names of their businesses.</summary>
    private static async Task<List<HistoryEntry>> NamedAsync(PortalDbContext db, List<AuditEvent> events, CancellationToken cancel)
    {
        var ids = events.Select(e => e.BusinessId).OfType<Guid>().Distinct().ToList();
        var names = await db.Businesses.Where(b => ids.Contains(b.Id)).ToDictionaryAsync(b => b.Id, b => b.Name, cancel);
        return [.. events.Select(e => HistoryEntry.Of(e, e.BusinessId is { } id ? names.GetValueOrDefault(id) : null))];
    }

    private static IQueryable<LedgerEntry> Ledger(PortalDbContext db, IQueryable<NumberAssignment> rows) =>
        from a in rows
        join b in db.Businesses on a.BusinessId equals b.Id
        orderby a.HeldFrom descending, a.Id descending
        select new LedgerEntry(
            a.Number,
            a.BusinessId,
            b.Name,
            a.HeldFrom,
            a.HeldUntil,
            a.AssignedBy,
            a.AssignReason,
            a.EndedBy,
            a.EndReason
        );
}
