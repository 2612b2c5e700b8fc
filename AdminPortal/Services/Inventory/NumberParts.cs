using System.Linq.Expressions;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Numbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Inventory;

/// <summary>A sorted list of numbers as consecutive parts, each read in order from an index. With one condition over several columns
/// ("later, or as late with a greater number") both databases would read and sort everything.</summary>
internal sealed class NumberParts(PortalDbContext db, IQueryable<TollFreeNumber> numbers, NumberFilter filter, NumberSort sort)
{
    /// <summary>The numbers at some positions of the list.</summary>
    /// <param name="after">A row with a known position; null counts from the first.</param>
    /// <param name="skip">How many to skip after it.</param>
    public async Task<List<string>> ReadAsync(NumberRecord? after, int skip, int count, CancellationToken cancel)
    {
        var found = new List<string>();
        foreach (var part in After(after))
        {
            var some = await part.Skip(skip).Take(count - found.Count).ToListAsync(cancel);
            found.AddRange(some);
            if (found.Count == count)
                break;
            if (some.Count > 0)
                skip = 0;
            else if (skip > 0)
                skip = Math.Max(0, skip - await part.CountAsync(cancel));
        }

        return found;
    }

    /// <summary>All of them in order, for a list that is known to be short.</summary>
    public Task<List<string>> ReadAllAsync(CancellationToken cancel) => ReadAsync(null, 0, int.MaxValue, cancel);

    private IEnumerable<IQueryable<string>> After(NumberRecord? last) =>
        sort.By switch
        {
            NumberSortBy.Time when filter is { Status: NumberStatus.Available, HasWarning: false } => ByAvailability(last),
            NumberSortBy.Status => Numbers(ByStatus(last)),
            NumberSortBy.Business => Numbers(ByBusiness(last)),
            NumberSortBy.Time => Numbers(ByTime(last)),
            NumberSortBy.Created => Numbers([ByCreation(last)]),
            _ => Numbers([ByNumber(numbers, last, sort.Descending)]),
        };

    private static IEnumerable<IQueryable<string>> Numbers(IEnumerable<IQueryable<TollFreeNumber>> parts) =>
        parts.Select(part => part.Select(n => n.Number));

    private static IQueryable<TollFreeNumber> ByNumber(IQueryable<TollFreeNumber> some, NumberRecord? last, bool descending)
    {
        var number = last?.Number;
        if (descending)
            return (number is null ? some : some.Where(n => string.Compare(n.Number, number) < 0)).OrderByDescending(n => n.Number);
        return (number is null ? some : some.Where(n => string.Compare(n.Number, number) > 0)).OrderBy(n => n.Number);
    }

    private IQueryable<TollFreeNumber> ByCreation(NumberRecord? last)
    {
        // Ids contain their creation time and sort by it.
        var id = last?.Id ?? default;
        if (sort.Descending)
            return (last is null ? numbers : numbers.Where(n => n.Id < id)).OrderByDescending(n => n.Id);
        return (last is null ? numbers : numbers.Where(n => n.Id > id)).OrderBy(n => n.Id);
    }

    private IEnumerable<IQueryable<TollFreeNumber>> ByStatus(NumberRecord? last)
    {
        var states = Enum.GetValues<NumberStatus>().Where(s => filter.Status is null || s == filter.Status).ToList();
        if (sort.Descending)
            states.Reverse();
        foreach (var state in states.SkipWhile(s => last is not null && s != last.Status))
            yield return ByNumber(numbers.Where(n => n.Status == state), state == last?.Status ? last : null, descending: false);
    }

    private IEnumerable<IQueryable<TollFreeNumber>> ByBusiness(NumberRecord? last)
    {
        if (last is null)
        {
            yield return Held(db.Businesses);
        }
        else if (last is { AssignedTo: { } id, BusinessName: { } name })
        {
            var named = db.Businesses.Where(b => b.Name == name);
            yield return Held(sort.Descending ? named.Where(b => b.Id < id) : named.Where(b => b.Id > id));
            yield return Held(
                sort.Descending
                    ? db.Businesses.Where(b => string.Compare(b.Name, name) < 0)
                    : db.Businesses.Where(b => string.Compare(b.Name, name) > 0)
            );
        }

        yield return ByNumber(numbers.Where(n => n.AssignedTo == null), last?.AssignedTo is null ? last : null, descending: false);

        IQueryable<TollFreeNumber> Held(IQueryable<Business> businesses)
        {
            var pairs = businesses.Join(numbers, b => b.Id, n => n.AssignedTo, (b, n) => new { b, n });
            return (
                sort.Descending
                    ? pairs.OrderByDescending(p => p.b.Name).ThenByDescending(p => p.b.Id)
                    : pairs.OrderBy(p => p.b.Name).ThenBy(p => p.b.Id)
            ).Select(p => p.n);
        }
    }

    /// <summary>Available numbers with and without a warning are in two indexes, which the database merges: provisioning finds those
    /// without a warning at the head of one, and an import writes no third index.</summary>
    private IEnumerable<IQueryable<string>> ByAvailability(NumberRecord? last)
    {
        var (since, number) = (last?.AvailableSince, last?.Number);
        if (last is not null)
        {
            var same = numbers.Where(n => n.AvailableSince == since);
            yield return Merged(
                sort.Descending
                    ? same.Where(n => string.Compare(n.Number, number) < 0)
                    : same.Where(n => string.Compare(n.Number, number) > 0)
            );
        }

        yield return Merged(
            last is null ? numbers
            : sort.Descending ? numbers.Where(n => n.AvailableSince < since)
            : numbers.Where(n => n.AvailableSince > since)
        );

        IQueryable<string> Merged(IQueryable<TollFreeNumber> some)
        {
            var both = some.Where(n => n.Warning == null)
                .Select(n => new { n.AvailableSince, n.Number })
                .Concat(some.Where(n => n.Warning != null).Select(n => new { n.AvailableSince, n.Number }));
            return (
                sort.Descending
                    ? both.OrderByDescending(n => n.AvailableSince).ThenByDescending(n => n.Number)
                    : both.OrderBy(n => n.AvailableSince).ThenBy(n => n.Number)
            ).Select(n => n.Number);
        }
    }

    private IEnumerable<IQueryable<TollFreeNumber>> ByTime(NumberRecord? last)
    {
        var (free, held, resting) = (last?.AvailableSince, last?.AssignedAt, last?.QuarantinedUntil);
        return filter.Status switch
        {
            NumberStatus.Available => ByTime(
                last,
                n => n.AvailableSince,
                n => n.AvailableSince == free,
                n => n.AvailableSince < free,
                n => n.AvailableSince > free
            ),
            NumberStatus.Assigned => ByTime(
                last,
                n => n.AssignedAt,
                n => n.AssignedAt == held,
                n => n.AssignedAt < held,
                n => n.AssignedAt > held
            ),
            NumberStatus.Quarantined => ByTime(
                last,
                n => n.QuarantinedUntil,
                n => n.QuarantinedUntil == resting,
                n => n.QuarantinedUntil < resting,
                n => n.QuarantinedUntil > resting
            ),
            _ => [ByNumber(numbers, last, sort.Descending)],
        };
    }

    private IEnumerable<IQueryable<TollFreeNumber>> ByTime(
        NumberRecord? last,
        Expression<Func<TollFreeNumber, DateTimeOffset?>> time,
        Expression<Func<TollFreeNumber, bool>> same,
        Expression<Func<TollFreeNumber, bool>> before,
        Expression<Func<TollFreeNumber, bool>> later
    )
    {
        if (last is not null)
            yield return ByNumber(numbers.Where(same), last, sort.Descending);
        var rest = last is null ? numbers : numbers.Where(sort.Descending ? before : later);
        yield return sort.Descending
            ? rest.OrderByDescending(time).ThenByDescending(n => n.Number)
            : rest.OrderBy(time).ThenBy(n => n.Number);
    }
}
