using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Businesses;

/// <summary>The order of the list of businesses.</summary>
public enum BusinessSort
{
    Name,
    Number,

    /// <summary>When it was added.</summary>
    Created,
}

/// <summary>A filter for businesses; null does not restrict.</summary>
/// <param name="Query">Part of the name or the e-mail address, ignoring case and accents, the full external id, or at least three digits of
/// the number.</param>
/// <param name="HasNumber">Only those with a number, or only those without.</param>
/// <param name="IsWaiting">Only those on the waiting list, in its order.</param>
/// <param name="IsClosed">Only closed ones, or only open ones.</param>
/// <param name="Sort">For lists by position; the waiting list has its own order.</param>
public sealed record BusinessFilter(
    string? Query = null,
    bool? HasNumber = null,
    bool IsWaiting = false,
    bool? IsClosed = false,
    BusinessSort Sort = BusinessSort.Name,
    bool IsDescending = false
)
{
    private const int MostQuery = 254;

    /// <summary>Whether it leaves out closed businesses only.</summary>
    internal bool IsEveryOpenOne => this with { Sort = default, IsDescending = false } == new BusinessFilter();

    internal Refusal? Fault => TextRules.Query(Query) is { } text ? TextRules.CheckText("q", text, MostQuery) : null;

    /// <summary>In the order of <see cref="Sort"/>; ids are in the order of creation.</summary>
    internal IQueryable<Business> Order(IQueryable<Business> businesses) =>
        (Sort, IsDescending) switch
        {
            (BusinessSort.Number, false) => businesses.OrderBy(b => b.PhoneNumber == null).ThenBy(b => b.PhoneNumber).ThenBy(b => b.Id),
            (BusinessSort.Number, true) => businesses
                .OrderBy(b => b.PhoneNumber == null)
                .ThenByDescending(b => b.PhoneNumber)
                .ThenByDescending(b => b.Id),
            (BusinessSort.Created, false) => businesses.OrderBy(b => b.Id),
            (BusinessSort.Created, true) => businesses.OrderByDescending(b => b.Id),
            (_, true) => businesses.OrderByDescending(b => b.Name).ThenByDescending(b => b.Id),
            _ => businesses.OrderBy(b => b.Name).ThenBy(b => b.Id),
        };

    /// <summary>Every business of the list, without an order.</summary>
    internal IQueryable<Business> Matching(PortalDbContext db, NumberReader reader)
    {
        var matching = Apply(db.Businesses, reader);
        return IsWaiting ? matching.Where(b => db.WaitingList.Any(w => w.BusinessId == b.Id)) : matching;
    }

    internal IQueryable<Business> Apply(IQueryable<Business> businesses, NumberReader reader)
    {
        if (IsClosed is { } closed)
            businesses = businesses.Where(b => (b.ClosedAt != null) == closed);
        if (HasNumber is { } has)
            businesses = businesses.Where(b => (b.PhoneNumber != null) == has);
        if (TextRules.Query(Query) is not { } text)
            return businesses;
        var folded = SearchText.Fold(text);
        var digits =
            NumberQuery.Parse(text, reader) is { Digits.Length: >= 3 } number && text.Any(char.IsAsciiDigit) ? number.Digits : null;
        return businesses.Where(b =>
            b.SearchText.Contains(folded)
            || b.ExternalId == text
            || (digits != null && b.PhoneNumber != null && b.PhoneNumber.Contains(digits))
        );
    }
}

/// <summary>A part of a list, with the total count.</summary>
public sealed record BusinessSlice(IReadOnlyList<BusinessRecord> Items, long Total);
