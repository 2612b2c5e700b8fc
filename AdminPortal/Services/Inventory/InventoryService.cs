using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Provisioning;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Inventory;

/// <summary>Finds and counts the numbers of the inventory. For admins, support and viewers.</summary>
public sealed class InventoryService(PortalReader reads, NumberReader reader, NumberSettings settings)
{
    /// <summary>One page in number order.</summary>
    /// <param name="after">The <c>Next</c> of the previous page; null for the first.</param>
    /// <param name="limit">1 to <see cref="Cursor.MaxLimit"/>.</param>
    public async Task<Outcome<Page<NumberRecord>>> ListAsync(
        Actor actor,
        NumberFilter filter,
        string? after,
        int limit,
        CancellationToken cancel
    )
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("list the inventory");
        if (limit is < 1 or > Cursor.MaxLimit)
            return Cursor.BadLimit;
        if (!Cursor.TryDecode(after, out var last))
            return Cursor.BadCursor;

        return await reads.RunAsync<Page<NumberRecord>>(
            async db =>
            {
                var matching = await filter.ApplyAsync(db, reader, cancel);
                if (!matching.IsDone)
                    return matching.Refusal;
                var numbers = last is null ? matching.Value : matching.Value.Where(n => string.Compare(n.Number, last) > 0);
                var rows = await NumberRecord.Project(db, numbers).Take(limit + 1).ToListAsync(cancel);
                return Page.Of(rows, limit, n => n.Number);
            },
            cancel
        );
    }

    /// <summary>Rows by position, for a grid that requests by index.</summary>
    /// <param name="sort">Falls back to number order if it is not possible for these numbers.</param>
    /// <param name="after">A row with a known position; null counts from the first.</param>
    /// <param name="skip">How many rows to skip after it.</param>
    public async Task<Outcome<IReadOnlyList<NumberRecord>>> WindowAsync(
        Actor actor,
        NumberFilter filter,
        NumberSort sort,
        NumberRecord? after,
        int skip,
        int count,
        CancellationToken cancel
    )
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("list the inventory");
        return await reads.RunAsync<IReadOnlyList<NumberRecord>>(
            async db =>
            {
                var matching = await filter.ApplyAsync(db, reader, cancel, sort.IsAcrossStates);
                if (!matching.IsDone)
                    return matching.Refusal;

                // Skipping rows reads only an index; full rows are read for the few that are shown.
                var numbers = await new NumberParts(db, matching.Value, filter, sort).ReadAsync(after, skip, count, cancel);
                return Outcome.Done(await ReadAsync(db, numbers, cancel));
            },
            cancel
        );
    }

    /// <summary>All matching numbers in order, if there are few enough: count and windows then come from a single scan.</summary>
    /// <returns>An empty <see cref="FewNumbers.All"/> means no match; null means more than <see cref="FewNumbers.Most"/>.</returns>
    public async Task<Outcome<FewNumbers>> FewAsync(Actor actor, NumberFilter filter, NumberSort sort, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("list the inventory");
        if (filter.IsCounted)
            return new FewNumbers(null);
        return await reads.RunAsync<FewNumbers>(
            async db =>
            {
                var matching = await filter.ApplyAsync(db, reader, cancel);
                if (!matching.IsDone)
                    return matching.Refusal;
                var few = await matching.Value.OrderBy(n => n.Number).Select(n => n.Number).Take(FewNumbers.Most + 1).ToListAsync(cancel);
                if (few.Count > FewNumbers.Most)
                    return new FewNumbers(null);
                if (few.Count > 1 && sort != NumberSort.Default)
                    few = await new NumberParts(db, db.Numbers.Where(n => EF.Parameter(few).Contains(n.Number)), filter, sort).ReadAllAsync(
                        cancel
                    );
                return new FewNumbers(few);
            },
            cancel
        );
    }

    /// <summary>The current records of these numbers, in the given order, without deleted ones.</summary>
    /// <param name="numbers">In E.164.</param>
    public async Task<Outcome<IReadOnlyList<NumberRecord>>> RecordsAsync(
        Actor actor,
        IReadOnlyList<string> numbers,
        CancellationToken cancel
    )
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("list the inventory");
        return await reads.RunAsync<IReadOnlyList<NumberRecord>>(
            async db =>
            {
                return Outcome.Done(await ReadAsync(db, numbers, cancel));
            },
            cancel
        );
    }

    /// <summary>How many numbers match: from the stored counts if possible, otherwise counted.</summary>
    public async Task<Outcome<long>> CountAsync(Actor actor, NumberFilter filter, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("list the inventory");
        return await reads.RunAsync<long>(
            async db =>
            {
                if (filter.IsCounted)
                {
                    var prefix = filter.Prefix?.Trim();
                    var counts = db.NumberCounts.Where(c =>
                        (filter.Status == null || c.Status == filter.Status) && (string.IsNullOrEmpty(prefix) || c.Prefix == prefix)
                    );
                    return await counts.SumAsync(c => c.Count, cancel);
                }

                var matching = await filter.ApplyAsync(db, reader, cancel);
                return matching.IsDone ? await matching.Value.LongCountAsync(cancel) : matching.Refusal;
            },
            cancel
        );
    }

    /// <summary>How many numbers match in each status, whichever status the filter names: from the stored counts if possible, otherwise
    /// counted in one scan of an index (0.1 s for a part of a number among a million).</summary>
    public async Task<Outcome<StockCount>> CountByStatusAsync(Actor actor, NumberFilter filter, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see the inventory");
        var any = filter with { Status = null };
        return await reads.RunAsync<StockCount>(
            async db =>
            {
                if (any.IsCounted)
                    return InventorySummary.Of(await db.NumberCounts.ToListAsync(cancel)).Of(any.Prefix);
                var matching = await any.ApplyAsync(db, reader, cancel);
                if (!matching.IsDone)
                    return matching.Refusal;
                var counts = await matching
                    .Value.GroupBy(n => n.Status)
                    .Select(g => new { Status = g.Key, Count = g.LongCount() })
                    .ToListAsync(cancel);
                return StockCount.Of(counts.Select(c => (c.Status, c.Count)));
            },
            cancel
        );
    }

    /// <summary>Numbers by status, for each prefix in use.</summary>
    public async Task<Outcome<InventorySummary>> SummaryAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see the inventory");
        return await reads.RunAsync<InventorySummary>(
            async db =>
            {
                return InventorySummary.Of(await db.NumberCounts.ToListAsync(cancel));
            },
            cancel
        );
    }

    /// <summary>One number, in any notation.</summary>
    public async Task<Outcome<NumberRecord>> FindAsync(Actor actor, string number, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see the inventory");
        return await reads.RunAsync<NumberRecord>(
            async db =>
            {
                if (reader.Normalize(number) is not { } text)
                    return new Refusal.NotFound($"number '{number}' in the inventory");
                var found = await NumberRecord.Project(db, db.Numbers.Where(n => n.Number == text)).SingleOrDefaultAsync(cancel);
                return found is null ? new Refusal.NotFound($"number {text} in the inventory") : found;
            },
            cancel
        );
    }

    /// <summary>The number that is assigned next.</summary>
    /// <returns>It, or <see cref="Refusal.NoneAvailable"/>.</returns>
    public async Task<Outcome<NumberRecord>> NextFreeAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see the inventory");
        return await reads.RunAsync<NumberRecord>(
            async db =>
            {
                if (await NextNumber.PeekAsync(db, settings, cancel) is { } next)
                    return NumberRecord.Of(next, null);
                var resting = await db.NumberCounts.Where(c => c.Status == NumberStatus.Quarantined).SumAsync(c => c.Count, cancel);
                return new Refusal.NoneAvailable(
                    resting,
                    await db.Numbers.Where(n => n.QuarantinedUntil != null).MinAsync(n => n.QuarantinedUntil, cancel)
                );
            },
            cancel
        );
    }

    private static async Task<IReadOnlyList<NumberRecord>> ReadAsync(
        PortalDbContext db,
        IReadOnlyList<string> numbers,
        CancellationToken cancel
    )
    {
        if (numbers.Count == 0)
            return [];
        var records = await NumberRecord
            .Project(db, db.Numbers.Where(n => EF.Parameter(numbers).Contains(n.Number)))
            .ToDictionaryAsync(n => n.Number, cancel);
        return [.. numbers.Select(records.GetValueOrDefault).OfType<NumberRecord>()];
    }
}

/// <summary>The numbers that match a filter, if they are few.</summary>
/// <param name="All">In E.164, in the requested order; null if there are more than <see cref="Most"/>.</param>
public sealed record FewNumbers(IReadOnlyList<string>? All)
{
    /// <summary>Most numbers held: a megabyte, and sufficient for every search for four digits in a million numbers.</summary>
    public const int Most = 10_000;
}
