using AdminPortal.Providers.Suppliers;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.Extensions.Caching.Memory;

namespace AdminPortal.Services.Supply;

/// <summary>A number that can be bought now.</summary>
/// <param name="Letters">What of the search it spells; null where the search had no letters.</param>
public sealed record OfferRecord(
    string Number,
    string? Letters,
    string Supplier,
    decimal? MonthlyCost,
    decimal? UpfrontCost,
    string? Currency,
    bool CanBeHeld
);

/// <summary>What a supplier offers.</summary>
public sealed record Offers(string Supplier, IReadOnlyList<OfferRecord> Items);

/// <summary>Searches what suppliers offer. For admins.</summary>
public sealed class OfferService(SupplierDirectory suppliers) : IDisposable
{
    public const int DefaultLimit = 30;
    public const int MaxLimit = 100;

    /// <summary>The area codes of toll-free numbers.</summary>
    public static IReadOnlyList<string> Prefixes => TollFree.Prefixes;

    /// <summary>Twilio takes at least two characters of a pattern.</summary>
    private const int LeastPattern = 2;
    private const int MostPattern = 10;

    /// <summary>For so long the price of an offer holds that somebody looked at.</summary>
    private static readonly TimeSpan s_shown = TimeSpan.FromMinutes(15);

    private readonly MemoryCache _shown = new(new MemoryCacheOptions { SizeLimit = 20_000 });

    /// <summary>Toll-free numbers of one supplier that can be bought now; nothing is reserved.</summary>
    /// <param name="supplier">Null for the default one.</param>
    /// <param name="prefix">Such as 888; null for any.</param>
    /// <param name="contains">Digits, letters and <c>*</c> for any one digit; null for anything.</param>
    public async Task<Outcome<Offers>> FindAsync(
        Actor actor,
        string? supplier,
        string? prefix,
        string? contains,
        int limit,
        CancellationToken cancel
    )
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("buy numbers");
        if (limit is < 1 or > MaxLimit)
            return new Refusal.Invalid("limit", $"'limit' takes a number from 1 to {MaxLimit}.");
        if (CheckSearch(ref prefix, ref contains) is { } wrong)
            return wrong;
        var chosen = suppliers.Choose(supplier);
        if (!chosen.IsDone)
            return chosen.Refusal;
        var found = await FindAsync(chosen.Value, Search(prefix, contains, limit), cancel);
        if (!found.IsDone)
            return found.Refusal;
        return new Offers(
            chosen.Value.Name,
            [
                .. found.Value.Select(o => new OfferRecord(
                    o.Number,
                    VanityLetters.Find(o.Number, contains),
                    chosen.Value.Name,
                    o.MonthlyCost,
                    o.UpfrontCost,
                    o.Currency,
                    o.CanBeHeld
                )),
            ]
        );
    }

    public void Dispose() => _shown.Dispose();

    /// <summary>What a supplier is asked: letters become the digits of their keys.</summary>
    internal static OfferSearch Search(string? prefix, string? contains, int limit) =>
        new(prefix, contains is null ? null : string.Concat(contains.Select(c => char.IsAsciiLetter(c) ? DialPad.Digit(c) : c)), limit);

    /// <summary>Tidies a search; refused where no number can fit it.</summary>
    internal static Refusal? CheckSearch(ref string? prefix, ref string? contains)
    {
        prefix = TextRules.Trim(prefix);
        contains = TextRules.Trim(contains)?.Replace("-", "").Replace(" ", "").ToUpperInvariant();
        if (prefix is not null && !Prefixes.Contains(prefix))
            return new Refusal.Invalid("prefix", $"'prefix' takes a toll-free area code: {string.Join(", ", Prefixes)}.");
        if (contains is null)
            return null;
        return
            contains.Length is >= LeastPattern and <= MostPattern
            && contains.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '*')
            && contains.Any(c => c != '*')
            ? null
            : new Refusal.Invalid(
                "contains",
                $"'contains' takes {LeastPattern} to {MostPattern} digits, letters or *, where * stands for any digit."
            );
    }

    internal async Task<Outcome<IReadOnlyList<SupplierOffer>>> FindAsync(
        INumberSupplier supplier,
        OfferSearch search,
        CancellationToken cancel
    )
    {
        if (!supplier.HasSearch)
            return new Refusal.Invalid(
                "supplier",
                $"{SupplierDirectory.Shown(supplier.Name)} has no search: order an exact number, or choose another supplier."
            );
        try
        {
            var offers = (await supplier.FindOffersAsync(search, cancel)).DistinctBy(o => o.Number).Take(search.Limit).ToList();
            foreach (var offer in offers)
                _shown.Set(
                    (supplier.Name, offer.Number),
                    offer,
                    new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = s_shown }
                );
            return Outcome.Done<IReadOnlyList<SupplierOffer>>(offers);
        }
        catch (SupplierException error)
        {
            return SupplyRefused.Of(error);
        }
    }

    /// <summary>
    /// The offer of one number: as it was shown a short time ago, or as the supplier says now. Without a price where the supplier has no
    /// search; empty where it offers no such number.
    /// </summary>
    internal async Task<Outcome<IReadOnlyList<SupplierOffer>>> OfAsync(INumberSupplier supplier, string number, CancellationToken cancel)
    {
        if (_shown.TryGetValue((supplier.Name, number), out SupplierOffer? known) && known is not null)
            return Outcome.Done<IReadOnlyList<SupplierOffer>>([known]);
        if (!supplier.HasSearch)
            return Outcome.Done<IReadOnlyList<SupplierOffer>>([new(number, null, null, null)]);
        var found = await FindAsync(supplier, new OfferSearch(null, null, 1, number), cancel);
        return found.IsDone ? Outcome.Done<IReadOnlyList<SupplierOffer>>([.. found.Value.Where(o => o.Number == number)]) : found;
    }
}
