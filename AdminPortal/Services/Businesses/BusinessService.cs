using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Businesses;

/// <summary>The data of a new business.</summary>
/// <param name="ExternalId">The caller's own key; unique among businesses.</param>
public sealed record NewBusiness(string? Name, string? ContactEmail = null, string? ExternalId = null);

/// <summary>Changes to a business: null means no change, an empty text clears an optional field.</summary>
public sealed record BusinessChanges(string? Name = null, string? ContactEmail = null, string? ExternalId = null);

/// <summary>Finds, creates and edits businesses. Admins write, support reads, a business reads itself.</summary>
public sealed class BusinessService(PortalReader reads, PortalWriter writer, NumberReader reader)
{
    /// <summary>Creates a business without a number.</summary>
    public Task<Outcome<BusinessRecord>> CreateAsync(Actor actor, NewBusiness wanted, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return Refused(new Refusal.NotAllowed("add businesses"));
        var business = new Business
        {
            Name = wanted.Name?.Trim() ?? "",
            ContactEmail = TextRules.Trim(wanted.ContactEmail),
            ExternalId = TextRules.Trim(wanted.ExternalId),
        };
        if (Check(business) is { } fault)
            return Refused(fault);

        return writer.RunAsync<BusinessRecord>(
            actor,
            async write =>
            {
                if (await TakenAsync(write, business, cancel) is { } taken)
                    return taken;
                business.Id = UuidV7.Create(write.Now);
                business.CreatedAt = write.Now;
                write.Db.Businesses.Add(business);
                write.AuditBusiness(
                    AuditActions.BusinessCreated,
                    business,
                    null,
                    new
                    {
                        business.Name,
                        business.ContactEmail,
                        business.ExternalId,
                    },
                    null
                );
                return await SaveAsync(write, business, cancel);
            },
            cancel
        );
    }

    /// <summary>Edits a business's own data; its number is changed by <see cref="NumberService"/>.</summary>
    public Task<Outcome<BusinessRecord>> ChangeAsync(Actor actor, Guid id, BusinessChanges changes, long? seen, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return Refused(new Refusal.NotAllowed("edit businesses"));
        return writer.RunAsync<BusinessRecord>(
            actor,
            async write =>
            {
                var business = await write.Db.Businesses.SingleOrDefaultAsync(b => b.Id == id, cancel);
                if (business is null)
                    return NotFound;
                if (seen is { } version && version != business.RowVersion)
                    return new Refusal.Stale(
                        await BusinessRecord.Project(write.Db, write.Db.Businesses.Where(b => b.Id == id)).SingleAsync(cancel),
                        business.RowVersion
                    );

                var before = new
                {
                    business.Name,
                    business.ContactEmail,
                    business.ExternalId,
                };
                business.Name = changes.Name?.Trim() ?? business.Name;
                business.ContactEmail = changes.ContactEmail is null ? business.ContactEmail : TextRules.Trim(changes.ContactEmail);
                business.ExternalId = changes.ExternalId is null ? business.ExternalId : TextRules.Trim(changes.ExternalId);
                if ((Check(business, before.ContactEmail) ?? await TakenAsync(write, business, cancel)) is { } fault)
                    return fault;
                var after = new
                {
                    business.Name,
                    business.ContactEmail,
                    business.ExternalId,
                };
                if (!before.Equals(after))
                    write.AuditBusiness(AuditActions.BusinessChanged, business, before, after, null);
                return await SaveAsync(write, business, cancel);
            },
            cancel
        );
    }

    /// <summary>One business; a business sees only itself.</summary>
    public async Task<Outcome<BusinessRecord>> FindAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (!actor.MaySee(id))
            return NotFound;
        return await reads.RunAsync<BusinessRecord>(
            async db =>
            {
                var found = await BusinessRecord.Project(db, db.Businesses.Where(b => b.Id == id)).SingleOrDefaultAsync(cancel);
                return found is null ? NotFound : found;
            },
            cancel
        );
    }

    /// <summary>The caller's own business; refused for callers that belong to none.</summary>
    public async Task<Outcome<BusinessRecord>> FindOwnAsync(Actor actor, CancellationToken cancel) =>
        actor.BusinessId is { } own
            ? await FindAsync(actor, own, cancel)
            : new Refusal.NotAllowed("ask for its own business, because it belongs to none");

    /// <summary>The matching businesses by name, whatever the filter's order, in pages.</summary>
    /// <param name="limit">1 to <see cref="Cursor.MaxLimit"/>.</param>
    public async Task<Outcome<Page<BusinessRecord>>> ListAsync(
        Actor actor,
        BusinessFilter filter,
        string? after,
        int limit,
        CancellationToken cancel
    )
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("list businesses");
        if (limit is < 1 or > Cursor.MaxLimit)
            return Cursor.BadLimit;
        if (!Cursor.TryDecode(after, out var key) || !TrySplit(key, out var lastName, out var lastId))
            return Cursor.BadCursor;
        if (filter.Fault is { } fault)
            return fault;

        return await reads.RunAsync<Page<BusinessRecord>>(
            async db =>
            {
                var businesses = filter.Apply(db.Businesses, reader);
                if (lastName is not null)
                    businesses = businesses.Where(b => string.Compare(b.Name, lastName) > 0 || (b.Name == lastName && b.Id > lastId));
                var rows = await BusinessRecord.Project(db, businesses).Take(limit + 1).ToListAsync(cancel);
                return Page.Of(rows, limit, b => $"{b.Id:N}{b.Name}");
            },
            cancel
        );
    }

    /// <summary>Businesses in the filter's order (waiting ones in list order), by position, with the total count: for a page of a
    /// table.</summary>
    /// <param name="skip">Rows to skip; reads the index only, 15 ms for a million.</param>
    /// <param name="take">1 to <see cref="Cursor.MaxLimit"/>.</param>
    public async Task<Outcome<BusinessSlice>> SliceAsync(Actor actor, BusinessFilter filter, int skip, int take, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("list businesses");
        if (skip < 0 || take is < 1 or > Cursor.MaxLimit)
            return Cursor.BadLimit;
        if (filter.Fault is { } fault)
            return fault;

        return await reads.RunAsync<BusinessSlice>(
            async db =>
            {
                var matching = filter.Apply(db.Businesses, reader);
                if (filter.IsWaiting)
                    matching =
                        from b in matching
                        join w in db.WaitingList on b.Id equals w.BusinessId
                        orderby w.AskedAt, w.BusinessId
                        select b;
                else
                    matching = filter.Order(matching);
                var ids = await matching.Select(b => b.Id).Skip(skip).Take(take).ToListAsync(cancel);
                var items = await BusinessRecord.Project(db, db.Businesses.Where(b => ids.Contains(b.Id))).ToListAsync(cancel);
                if (filter.IsWaiting || filter.IsDescending || filter.Sort != BusinessSort.Name)
                    items.Sort((a, b) => ids.IndexOf(a.Id).CompareTo(ids.IndexOf(b.Id)));
                var isAll = ids.Count < take && (ids.Count > 0 || skip == 0);
                return new BusinessSlice(items, isAll ? skip + ids.Count : await CountAsync(db, filter, matching, cancel));
            },
            cancel
        );
    }

    /// <summary>The total; the open ones without reading each, since few are closed.</summary>
    private static async Task<long> CountAsync(
        PortalDbContext db,
        BusinessFilter filter,
        IQueryable<Business> matching,
        CancellationToken cancel
    ) =>
        filter.IsEveryOpenOne
            ? await db.Businesses.LongCountAsync(cancel) - await db.Businesses.LongCountAsync(b => b.ClosedAt != null, cancel)
            : await matching.LongCountAsync(cancel);

    /// <summary>Saves the write so far, and reads the business.</summary>
    internal static async Task<BusinessRecord> SaveAsync(PortalWrite write, Business business, CancellationToken cancel)
    {
        await write.SaveAsync(cancel);
        return await BusinessRecord.Project(write.Db, write.Db.Businesses.Where(b => b.Id == business.Id)).SingleAsync(cancel);
    }

    private static Refusal.NotFound NotFound => new("such business");

    private static bool TrySplit(string? key, out string? name, out Guid id)
    {
        (name, id) = (null, Guid.Empty);
        if (key is null)
            return true;
        if (key.Length < 32 || !Guid.TryParseExact(key[..32], "N", out id))
            return false;
        name = key[32..];
        return true;
    }

    /// <summary>What is wrong with a business's data; null if nothing is. Normalises the address.</summary>
    /// <param name="kept">The stored address: earlier versions accepted addresses that are invalid today.</param>
    internal static Refusal? Check(Business business, string? kept = null)
    {
        if (business.Name.Length == 0)
            return new Refusal.Invalid("name", "A business needs a 'name'.");
        if (business.ContactEmail is { } email && email != kept)
        {
            var read = EmailAddresses.Read("contact_email", email);
            if (!read.IsDone)
                return read.Refusal;
            business.ContactEmail = read.Value;
        }

        return TextRules.CheckText("name", business.Name, TextRules.MaxName)
            ?? (business.ExternalId is { } external ? TextRules.CheckText("external_id", external, TextRules.MaxName) : null);
    }

    private static async Task<Refusal?> TakenAsync(PortalWrite write, Business business, CancellationToken cancel) =>
        business.ExternalId is { } external
        && await write.Db.Businesses.AnyAsync(b => b.ExternalId == external && b.Id != business.Id, cancel)
            ? new Refusal.Conflict("external_id", $"Another business has the external_id '{external}'.")
            : null;

    private static Task<Outcome<BusinessRecord>> Refused(Refusal refusal) => Task.FromResult<Outcome<BusinessRecord>>(refusal);
}
