using System.Runtime.CompilerServices;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Businesses;

/// <summary>The businesses that a user selected in the list: individually, or all that match a filter except some.</summary>
/// <param name="Filter">Null if they were selected individually.</param>
/// <param name="Ids">The selected businesses, or with a filter the excluded ones.</param>
public sealed record BusinessSelection(BusinessFilter? Filter, IReadOnlyCollection<Guid> Ids)
{
    /// <summary>Rows read at a time.</summary>
    private const int PageRows = 1_000;

    /// <summary>All that match a filter.</summary>
    public static BusinessSelection Of(BusinessFilter filter) => new(filter, []);

    internal Refusal? Fault => Filter?.Fault;

    /// <summary>Reads the selection by name, in pages, without one transaction for all. Individually selected businesses that no longer
    /// exist are left out; their pages are in the order in which they were selected.</summary>
    internal async IAsyncEnumerable<List<T>> ReadAsync<T>(
        PortalDatabase database,
        NumberReader reader,
        Func<PortalDbContext, IQueryable<Business>, IQueryable<T>> project,
        Func<T, (string Name, Guid Id)> keyOf,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        if (Filter is null)
        {
            foreach (var some in Ids.Chunk(PageRows))
            {
                await using var db = database.CreateReadContext();
                yield return await ByName(db, db.Businesses.Where(b => EF.Parameter(some).Contains(b.Id)), int.MaxValue);
            }

            yield break;
        }

        var except = Ids.ToHashSet();
        (string Name, Guid Id)? last = null;
        while (true)
        {
            await using var db = database.CreateReadContext();
            var matching = Filter.Matching(db, reader);
            List<T> page = [];
            if (last is { } key)
            {
                // Two parts, each read along the index of names: with one condition over both columns all rows would be sorted.
                page.AddRange(await ByName(db, matching.Where(b => b.Name == key.Name && b.Id > key.Id), PageRows));
                matching = matching.Where(b => string.Compare(b.Name, key.Name) > 0);
            }

            if (page.Count < PageRows)
                page.AddRange(await ByName(db, matching, PageRows - page.Count));
            if (page.Count == 0)
                yield break;
            last = keyOf(page[^1]);
            var isLast = page.Count < PageRows;
            page.RemoveAll(row => except.Contains(keyOf(row).Id));
            yield return page;
            if (isLast)
                yield break;
        }

        Task<List<T>> ByName(PortalDbContext db, IQueryable<Business> businesses, int most) =>
            project(db, businesses.OrderBy(b => b.Name).ThenBy(b => b.Id)).Take(most).ToListAsync(cancel);
    }
}
