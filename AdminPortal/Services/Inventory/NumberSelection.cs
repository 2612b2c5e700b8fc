using System.Runtime.CompilerServices;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Inventory;

/// <summary>The numbers that a user selected in a list: individually, or all that match a filter except some.</summary>
/// <param name="Filter">Null if they were selected individually.</param>
/// <param name="Numbers">In E.164: the selected numbers, or with a filter the excluded ones.</param>
public sealed record NumberSelection(NumberFilter? Filter, IReadOnlyCollection<string> Numbers)
{
    /// <summary>Rows read at a time.</summary>
    private const int PageRows = 5_000;

    /// <summary>All that match a filter.</summary>
    public static NumberSelection Of(NumberFilter filter) => new(filter, []);

    /// <summary>Reads the selection in number order, in pages, without one transaction for all. Individually selected numbers that were
    /// deleted are left out.</summary>
    internal async IAsyncEnumerable<Outcome<List<T>>> ReadAsync<T>(
        PortalDatabase database,
        NumberReader reader,
        Func<PortalDbContext, IQueryable<TollFreeNumber>, IQueryable<T>> project,
        Func<T, string> numberOf,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var numbers = Filter is null ? [.. Numbers.Order(StringComparer.Ordinal)] : Array.Empty<string>();
        var except = Filter is null ? null : Numbers.ToHashSet();
        string? after = null;
        for (var at = 0; ; at += PageRows)
        {
            await using var db = database.CreateReadContext();
            List<T> page;
            if (Filter is null)
            {
                var some = numbers.AsSpan(Math.Min(at, numbers.Length)).ToArray().Take(PageRows).ToArray();
                page =
                    some.Length == 0
                        ? []
                        : await project(db, db.Numbers.Where(n => EF.Parameter(some).Contains(n.Number))).ToListAsync(cancel);
                yield return page;
                if (some.Length < PageRows)
                    yield break;
                continue;
            }

            var matching = await Filter.ApplyAsync(db, reader, cancel);
            if (!matching.IsDone)
            {
                yield return matching.Refusal;
                yield break;
            }

            var rest = after is null ? matching.Value : matching.Value.Where(n => string.Compare(n.Number, after) > 0);
            page = await project(db, rest).Take(PageRows).ToListAsync(cancel);
            var isLast = page.Count < PageRows;
            after = page.Count == 0 ? after : numberOf(page[^1]);
            page.RemoveAll(row => except!.Contains(numberOf(row)));
            yield return page;
            if (isLast)
                yield break;
        }
    }
}
