using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Inventory;

/// <summary>A filter for numbers; null does not restrict.</summary>
/// <param name="Query">A number in any notation, any part of its digits, or letters on its keypad.</param>
/// <param name="Prefix">An area code such as 888, a country's calling code such as +44, or more leading digits.</param>
/// <param name="AssignedTo">The business that holds it.</param>
/// <param name="HasWarning">Only numbers with a warning.</param>
/// <param name="FreeBefore">Only numbers whose quarantine ends before this time.</param>
public sealed record NumberFilter(
    NumberStatus? Status = null,
    string? Query = null,
    string? Prefix = null,
    Guid? AssignedTo = null,
    bool HasWarning = false,
    DateTimeOffset? FreeBefore = null
)
{
    /// <summary>Whether the stored counts are sufficient to count the matches.</summary>
    internal bool IsCounted =>
        string.IsNullOrWhiteSpace(Query)
        && AssignedTo is null
        && !HasWarning
        && FreeBefore is null
        && (string.IsNullOrWhiteSpace(Prefix) || IsStockPrefix(Prefix));

    /// <summary>Applies the filter to a query; refused for an invalid prefix.</summary>
    /// <param name="acrossStates">Whether the list is read along an index without the status.</param>
    internal async Task<Outcome<IQueryable<TollFreeNumber>>> ApplyAsync(
        PortalDbContext db,
        NumberReader reader,
        CancellationToken cancel,
        bool acrossStates = false
    )
    {
        var numbers = db.Numbers.AsQueryable();
        if (Status is { } status)
            numbers =
                acrossStates || HasWarning || FreeBefore is not null
                    ? WhoseColumnsSay(numbers, status)
                    : numbers.Where(n => n.Status == status);
        if (HasWarning)
            numbers = numbers.Where(n => n.Warning != null);
        if (FreeBefore is { } moment)
            numbers = numbers.Where(n => n.QuarantinedUntil < moment);
        if (AssignedTo is { } business)
            numbers = numbers.Where(n => n.AssignedTo == business);
        if (!string.IsNullOrWhiteSpace(Prefix))
        {
            var (from, below) = Range(Prefix);
            if (from is null)
                return new Refusal.Invalid(
                    "prefix",
                    "'prefix' takes leading digits: an area code such as 888, or a country's code such as +44."
                );
            numbers = numbers.Where(n => string.Compare(n.Number, from) >= 0 && string.Compare(n.Number, below) < 0);
        }

        if (!string.IsNullOrWhiteSpace(Query))
        {
            var query = NumberQuery.Parse(Query, reader);
            if (query.Kind == NumberQueryKind.Nothing)
                return Done(numbers.Where(n => false));
            var exact = query.Number.ToString();
            var digits = query.Digits;
            numbers =
                query.Kind == NumberQueryKind.Exact && (digits.Length == 0 || await db.Numbers.AnyAsync(n => n.Number == exact, cancel))
                    ? numbers.Where(n => n.Number == exact)
                    : numbers.Where(n => n.Number.Contains(digits));
        }

        return Done(numbers);

        static Outcome<IQueryable<TollFreeNumber>> Done(IQueryable<TollFreeNumber> query) => Outcome.Done(query);
    }

    /// <summary>Filters by the columns of a status instead of the status: SQLite would use the status index and sort all its rows (0.3 s
    /// for a page of 900,000 available numbers sorted by time).</summary>
    private static IQueryable<TollFreeNumber> WhoseColumnsSay(IQueryable<TollFreeNumber> numbers, NumberStatus status) =>
        status switch
        {
            NumberStatus.Available => numbers.Where(n => n.AvailableSince != null),
            NumberStatus.Assigned => numbers.Where(n => n.AssignedTo != null && n.AssignedAt != null),
            NumberStatus.Quarantined => numbers.Where(n => n.QuarantinedUntil != null),
            _ => numbers.Where(n => n.AvailableSince == null && n.AssignedTo == null && n.QuarantinedUntil == null),
        };

    /// <summary>The range of stored numbers that start with the prefix; nulls if it is invalid.</summary>
    private static (string? From, string? Below) Range(string prefix)
    {
        var text = prefix.Trim();
        var digits = text.TrimStart('+');
        if (digits.Length is 0 or > E164.MaxDigits || !digits.All(char.IsAsciiDigit))
            return (null, null);
        var from = IsAreaCode(text) ? "+1" + digits : "+" + digits;
        return (from, from[..^1] + (char)(from[^1] + 1));
    }

    private static bool IsAreaCode(string text) => text.Length == 3 && text.All(char.IsAsciiDigit) && text[0] >= '2';

    private static bool IsStockPrefix(string prefix) => IsAreaCode(prefix.Trim());
}
