using AdminPortal.Data.Entities;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Overview;

/// <summary>The results of a search over everything: a few of each kind.</summary>
public sealed record QuickResults(IReadOnlyList<NumberRecord> Numbers, IReadOnlyList<BusinessRecord> Businesses)
{
    public static readonly QuickResults None = new([], []);
}

/// <summary>Finds numbers and businesses by any known detail. For admins, support and viewers.</summary>
public sealed class QuickSearchService(InventoryService inventory, BusinessService businesses, NumberReader reader)
{
    /// <summary>Results of each kind; the list pages have more.</summary>
    public const int Most = 5;

    private const int MostText = 254;

    /// <summary>Shorter words are names: "acme" does not mean 2263.</summary>
    private const int LeastLetters = 5;

    /// <summary>The best matches; none for very short text.</summary>
    public async Task<Outcome<QuickResults>> FindAsync(Actor actor, string? text, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("search everything");
        if (TextRules.Query(text) is not { Length: >= 2 } wanted)
            return QuickResults.None;
        if (TextRules.CheckText("q", wanted, MostText) is { } fault)
            return fault;

        // One after the other: two concurrent queries on two cores would slow down provisioning, and both are fast.
        var named = await FindBusinessesAsync(actor, wanted, cancel);
        if (!named.IsDone)
            return named.Refusal;
        if (!MayBeNumber(wanted))
            return new QuickResults([], named.Value);
        var numbers = await FindNumbersAsync(actor, wanted, cancel);
        return numbers.IsDone ? new QuickResults(numbers.Value, named.Value) : numbers.Refusal;
    }

    /// <summary>Numbers that a business has, before free ones, because people ask for those more often. Within both, those that start with
    /// the digits before those that contain them.</summary>
    private async Task<Outcome<IReadOnlyList<NumberRecord>>> FindNumbersAsync(Actor actor, string wanted, CancellationToken cancel)
    {
        var digits = NumberQuery.Parse(wanted, reader).Digits;
        // Three digits are an area code for the filter; more are leading digits with the country code.
        var prefix = digits.Length <= 3 || digits[0] == '1' ? digits : "1" + digits;
        List<NumberRecord> found = [];
        foreach (
            var filter in (NumberFilter[])
                [
                    new(NumberStatus.Assigned, Query: wanted, Prefix: prefix),
                    new(NumberStatus.Assigned, Query: wanted),
                    new(Query: wanted, Prefix: prefix),
                    new(Query: wanted),
                ]
        )
        {
            if (found.Count >= Most || filter.Prefix is { Length: 0 or > E164.MaxDigits })
                continue;
            var some = await inventory.ListAsync(actor, filter, null, Most, cancel);
            if (!some.IsDone)
                return some.Refusal;
            found.AddRange(some.Value.Items.ExceptBy(found.Select(n => n.Number), n => n.Number));
        }

        return found.Take(Most).ToList();
    }

    private async Task<Outcome<IReadOnlyList<BusinessRecord>>> FindBusinessesAsync(Actor actor, string text, CancellationToken cancel)
    {
        if (Guid.TryParse(text, out var id))
        {
            var one = await businesses.FindAsync(actor, id, cancel);
            return Outcome.Done<IReadOnlyList<BusinessRecord>>(one.Value is { } business ? [business] : []);
        }

        var found = await businesses.ListAsync(actor, new BusinessFilter(text, IsClosed: null), null, Most, cancel);
        return found.IsDone ? Outcome.Done(found.Value.Items) : found.Refusal;
    }

    private bool MayBeNumber(string text) =>
        (text.Any(char.IsDigit) || text.Count(char.IsAsciiLetter) >= LeastLetters)
        && NumberQuery.Parse(text, reader) is { Kind: NumberQueryKind.Exact } or { Kind: NumberQueryKind.Digits, Digits.Length: >= 3 };
}
