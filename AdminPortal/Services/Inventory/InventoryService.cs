using AdminPortal.Data;
using AdminPortal.Data.Records;
using AdminPortal.Services.Numbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Inventory;

/// <summary>Finds and counts the numbers of the inventory. For admins and support.</summary>
public sealed class InventoryService(PortalDatabase database, NumberReader reader)
{
    /// <summary>One page in the order of the numbers.</summary>
    /// <param name="after">The <c>Next</c> of the page before; null for the first.</param>
    /// <param name="limit">1 to <see cref="Cursor.MaxLimit"/>.</param>
    public async Task<Outcome<Page<NumberRecord>>> ListAsync(Actor actor, NumberFilter filter, string? after, int limit, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("list the inventory");
        if (limit is < 1 or > Cursor.MaxLimit)
            return Cursor.BadLimit;
        if (!Cursor.TryDecode(after, out var last))
            return Cursor.BadCursor;

        await using var db = database.CreateReadContext();
        var matching = await filter.ApplyAsync(db, reader, cancel);
        if (!matching.IsDone)
            return matching.Refusal;
        var numbers = last is null ? matching.Value : matching.Value.Where(n => string.Compare(n.Number, last) > 0);
        var rows = await NumberRecord.Project(db, numbers).Take(limit + 1).ToListAsync(cancel);
        return Page.Of(rows, limit, n => n.Number);
    }

    /// <summary>Rows by position, in the order of the numbers, for a grid that asks by index.</summary>
    /// <param name="after">A number whose position the caller knows; null counts from the first.</param>
    /// <param name="skip">How many rows to pass over after it.</param>
    public async Task<Outcome<IReadOnlyList<NumberRecord>>> WindowAsync(Actor actor, NumberFilter filter, string? after, int skip, int count, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("list the inventory");
        await using var db = database.CreateReadContext();
        var matching = await filter.ApplyAsync(db, reader, cancel);
        if (!matching.IsDone)
            return matching.Refusal;
        var numbers = after is null ? matching.Value : matching.Value.Where(n => string.Compare(n.Number, after) > 0);

        // Passing over rows reads the index alone; joining and reading whole rows is for the few that are shown.
        if (skip > 0)
        {
            var first = await numbers.OrderBy(n => n.Number).Select(n => n.Number).Skip(skip).FirstOrDefaultAsync(cancel);
            if (first is null)
                return Outcome.Done<IReadOnlyList<NumberRecord>>([]);
            numbers = numbers.Where(n => string.Compare(n.Number, first) >= 0);
        }

        return Outcome.Done<IReadOnlyList<NumberRecord>>(await NumberRecord.Project(db, numbers).Take(count).ToListAsync(cancel));
    }

    /// <summary>How many numbers match: from the kept counts where they can tell, counted otherwise.</summary>
    public async Task<Outcome<long>> CountAsync(Actor actor, NumberFilter filter, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("list the inventory");
        await using var db = database.CreateReadContext();
        if (filter.IsCounted)
        {
            var prefix = filter.Prefix?.Trim();
            var counts = db.NumberCounts.Where(c => (filter.Status == null || c.Status == filter.Status) && (string.IsNullOrEmpty(prefix) || c.Prefix == prefix));
            return await counts.SumAsync(c => c.Count, cancel);
        }

        var matching = await filter.ApplyAsync(db, reader, cancel);
        return matching.IsDone ? await matching.Value.LongCountAsync(cancel) : matching.Refusal;
    }

    /// <summary>How many numbers are in each state, for each prefix that has any.</summary>
    public async Task<Outcome<InventorySummary>> SummaryAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("see the inventory");
        await using var db = database.CreateReadContext();
        return InventorySummary.Of(await db.NumberCounts.ToListAsync(cancel));
    }

    /// <summary>One number, written in any way.</summary>
    public async Task<Outcome<NumberRecord>> FindAsync(Actor actor, string number, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("see the inventory");
        await using var db = database.CreateReadContext();
        if (reader.Normalize(number) is not { } text)
            return new Refusal.NotFound($"number '{number}' in the inventory");
        var found = await NumberRecord.Project(db, db.Numbers.Where(n => n.Number == text)).SingleOrDefaultAsync(cancel);
        return found is null ? new Refusal.NotFound($"number {text} in the inventory") : found;
    }

    /// <summary>The number that is given out next: the one that has been free longest.</summary>
    /// <returns>It, or <see cref="Refusal.NoneAvailable"/>.</returns>
    public async Task<Outcome<NumberRecord>> NextFreeAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("see the inventory");
        await using var db = database.CreateReadContext();
        var next = await db.Numbers.Where(n => n.AvailableSince != null).OrderBy(n => n.AvailableSince).ThenBy(n => n.Number).Select(n => n.Number).FirstOrDefaultAsync(cancel);
        if (next is not null && await NumberRecord.Project(db, db.Numbers.Where(n => n.Number == next)).SingleOrDefaultAsync(cancel) is { } found)
            return found;
        var resting = await db.NumberCounts.Where(c => c.Status == NumberStatus.Quarantined).SumAsync(c => c.Count, cancel);
        return new Refusal.NoneAvailable(resting, await db.Numbers.Where(n => n.QuarantinedUntil != null).MinAsync(n => n.QuarantinedUntil, cancel));
    }
}
