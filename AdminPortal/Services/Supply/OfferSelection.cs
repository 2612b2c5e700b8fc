using System.Globalization;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Suppliers;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Supply;

/// <summary>Decides which numbers are ordered: neither here already, nor more expensive than allowed.</summary>
public sealed class OfferSelection(PortalDatabase database, OfferService offers, NumberReader reader)
{
    /// <summary>The named numbers with their prices. One that is not offered, or costs too much, is ordered as refused.</summary>
    internal async Task<Outcome<IReadOnlyList<WantedNumber>>> NamedAsync(
        INumberSupplier supplier,
        IReadOnlyList<string?> named,
        decimal? maxCost,
        CancellationToken cancel
    )
    {
        var numbers = new List<string>();
        foreach (var text in named)
        {
            if (reader.Normalize(text) is not { } number || !E164.ParseExact(number).IsTollFree)
                return new Refusal.Invalid("numbers", $"'{TextRules.Visible(text ?? "")}' is not a toll-free number.");
            if (!numbers.Contains(number))
                numbers.Add(number);
        }

        await using (var db = database.CreateReadContext())
            if (await FindTakenAsync(db, numbers, cancel) is { } taken)
                return taken;

        var wanted = new List<WantedNumber>();
        foreach (var number in numbers)
        {
            var offer = await offers.OfAsync(supplier, number, cancel);
            if (!offer.IsDone)
                return offer.Refusal;
            wanted.Add(
                offer.Value is not [var found] ? new(new(number, null, null, null), $"{E164.Shown(number)} is not offered any more.")
                : IsTooDear(found, maxCost) ? new(found, TooDear(found, maxCost!.Value))
                : new(found)
            );
        }

        return wanted;
    }

    /// <summary>Offers that fit a search and are not here yet.</summary>
    internal async Task<Outcome<IReadOnlyList<WantedNumber>>> FittingAsync(
        INumberSupplier supplier,
        string? prefix,
        string? contains,
        int quantity,
        decimal? maxCost,
        CancellationToken cancel
    )
    {
        var found = await FindFreshAsync(supplier, prefix, contains, quantity, maxCost, cancel);
        if (!found.IsDone)
            return found.Refusal;
        if (found.Value.Count == 0)
            return new SupplyRefused(
                SupplyFault.NotAvailable,
                $"No offer of {SupplierDirectory.Shown(supplier.Name)} fits. Try another prefix or pattern"
                    + (maxCost is null ? "." : ", or a higher price."),
                []
            );
        return Outcome.Done<IReadOnlyList<WantedNumber>>([.. found.Value.Select(o => new WantedNumber(o))]);
    }

    /// <summary>Up to so many offers that cost no more than they may, and that are neither in the inventory nor on order.</summary>
    internal async Task<Outcome<IReadOnlyList<SupplierOffer>>> FindFreshAsync(
        INumberSupplier supplier,
        string? prefix,
        string? contains,
        int quantity,
        decimal? maxCost,
        CancellationToken cancel
    )
    {
        // Some may be here already: more are asked for than are wanted.
        var found = await offers.FindAsync(
            supplier,
            OfferService.Search(prefix, contains, Math.Min(OfferService.MaxLimit, quantity + 20)),
            cancel
        );
        if (!found.IsDone)
            return found;
        var fitting = found.Value.Where(o => !IsTooDear(o, maxCost) && E164.ParseExact(o.Number).IsTollFree).ToList();
        await using var db = database.CreateReadContext();
        var (inInventory, onOrder) = await TakenAsync(db, fitting.ConvertAll(o => o.Number), cancel);
        return Outcome.Done<IReadOnlyList<SupplierOffer>>([
            .. fitting.Where(o => !inInventory.Contains(o.Number) && !onOrder.Contains(o.Number)).Take(quantity),
        ]);
    }

    /// <summary>Refused when one of the numbers is here already: it would be paid for twice.</summary>
    internal static async Task<SupplyRefused?> FindTakenAsync(PortalDbContext db, List<string> numbers, CancellationToken cancel)
    {
        var (inInventory, onOrder) = await TakenAsync(db, numbers, cancel);
        return inInventory.Count > 0
                ? new SupplyRefused(SupplyFault.InInventory, $"{Names(inInventory)} in the inventory already. Nothing was ordered.", [])
            : onOrder.Count > 0 ? new SupplyRefused(SupplyFault.OnOrder, $"{Names(onOrder)} on order already. Nothing was ordered.", [])
            : null;

        static string Names(IReadOnlyCollection<string> numbers) =>
            numbers.Count <= 3
                ? $"{string.Join(", ", numbers.Select(E164.Shown))} {(numbers.Count == 1 ? "is" : "are")}"
                : $"{E164.Shown(numbers.First())} and {numbers.Count - 1} others are";
    }

    private static async Task<(IReadOnlyCollection<string> InInventory, IReadOnlyCollection<string> OnOrder)> TakenAsync(
        PortalDbContext db,
        List<string> numbers,
        CancellationToken cancel
    ) =>
        (
            await db.Numbers.Where(n => numbers.Contains(n.Number)).Select(n => n.Number).ToHashSetAsync(cancel),
            await db
                .Orders.Where(o => numbers.Contains(o.Number) && (o.Status == OrderStatus.Intended || o.Status == OrderStatus.Pending))
                .Select(o => o.Number)
                .ToHashSetAsync(cancel)
        );

    private static bool IsTooDear(SupplierOffer offer, decimal? most) =>
        most is not null && (offer.MonthlyCost is not { } cost || cost > most);

    private static string TooDear(SupplierOffer offer, decimal most) =>
        offer.MonthlyCost is { } cost
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{E164.Shown(offer.Number)} costs {cost:0.00##} {offer.Currency} a month, more than {most:0.00##}."
            )
            : $"The supplier does not tell the price of {E164.Shown(offer.Number)}, so it may cost more than is allowed.";
}

/// <summary>A number to be ordered.</summary>
/// <param name="Problem">Why it cannot be bought, known before the supplier is called; null where it may be.</param>
internal sealed record WantedNumber(SupplierOffer Offer, string? Problem = null);
