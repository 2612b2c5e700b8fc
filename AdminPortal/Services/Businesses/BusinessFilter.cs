using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Businesses;

/// <summary>A filter for businesses; null does not restrict.</summary>
/// <param name="Query">Part of the name or the e-mail address, ignoring case and accents, the full external id, or at least three digits of
/// the number.</param>
/// <param name="HasNumber">Only those with a number, or only those without.</param>
/// <param name="IsWaiting">Only those on the waiting list, in its order.</param>
public sealed record BusinessFilter(string? Query = null, bool? HasNumber = null, bool IsWaiting = false)
{
    private const int MostQuery = 254;

    internal Refusal? Fault => TextRules.Query(Query) is { } text ? TextRules.CheckText("q", text, MostQuery) : null;

    internal IQueryable<Business> Apply(IQueryable<Business> businesses, NumberReader reader)
    {
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
