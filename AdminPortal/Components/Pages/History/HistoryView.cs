using System.Globalization;
using AdminPortal.Services.Audit;
using AdminPortal.Services.History;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.History;

/// <summary>Common periods.</summary>
public enum HistoryTime
{
    Any,
    Today,
    Week,
    Month,

    /// <summary>The calendar month so far, in the viewer's zone.</summary>
    ThisMonth,

    /// <summary>The calendar month before.</summary>
    PreviousMonth,

    /// <summary>From one day to another, including both.</summary>
    Days,
}

/// <summary>The view of the history, stored in its address, so that it can be shared and saved.</summary>
/// <param name="From">The first day, in the viewer's zone; for <see cref="HistoryTime.Days"/> only.</param>
/// <param name="Until">The last day.</param>
public sealed record HistoryView(
    string? Who,
    EventKind? What,
    string? Number,
    Guid? Business,
    HistoryTime Time,
    DateOnly? From,
    DateOnly? Until,
    bool PeopleOnly = false,
    bool OldestFirst = false
)
{
    public static readonly HistoryView All = new(null, null, null, null, HistoryTime.Any, null, null);

    private const string Day = "yyyy-MM-dd";
    private const string Oldest = "time";

    /// <summary>Whether there is a filter, whatever the order.</summary>
    public bool IsNarrowed => Unfiltered != this;

    /// <summary>All events in the same order.</summary>
    public HistoryView Unfiltered => All with { OldestFirst = OldestFirst };

    /// <summary>Reads the address; unknown values are ignored.</summary>
    /// <param name="sort"><c>time</c> for the oldest first, as in the other lists; otherwise the newest are first.</param>
    public static HistoryView Of(
        string? who,
        string? what,
        string? number,
        string? business,
        string? time,
        string? from,
        string? until,
        string? people = null,
        string? sort = null
    )
    {
        var (first, last) = (DayOf(from), DayOf(until));
        return new(
            Clean(who),
            Enum.GetValues<EventKind>()
                .Where(k => Word(k).Equals(what, StringComparison.OrdinalIgnoreCase))
                .Select(k => (EventKind?)k)
                .FirstOrDefault(),
            Clean(number),
            Guid.TryParse(business, out var id) ? id : null,
            first is not null || last is not null
                ? HistoryTime.Days
                : time?.ToUpperInvariant() switch
                {
                    "TODAY" => HistoryTime.Today,
                    "7D" => HistoryTime.Week,
                    "30D" => HistoryTime.Month,
                    "THIS-MONTH" => HistoryTime.ThisMonth,
                    "PREVIOUS-MONTH" => HistoryTime.PreviousMonth,
                    "DAYS" => HistoryTime.Days,
                    _ => HistoryTime.Any,
                },
            first,
            last,
            bool.TryParse(people, out var only) && only,
            string.Equals(sort, Oldest, StringComparison.OrdinalIgnoreCase)
        );
    }

    /// <summary>The view of a request.</summary>
    public static HistoryView Of(IQueryCollection query) =>
        Of(
            query["who"],
            query["what"],
            query["number"],
            query["business"],
            query["time"],
            query["from"],
            query["until"],
            query["people"],
            query["sort"]
        );

    /// <summary>The address of this view, or of another address with the same parameters.</summary>
    public string AddressAt(NavigationManager navigation, string path = PageUrls.History, TimeZoneInfo? zone = null) =>
        navigation.GetUriWithQueryParameters(
            path,
            new Dictionary<string, object?>
            {
                ["who"] = Who,
                ["what"] = What is { } kind ? Word(kind) : null,
                ["number"] = Number,
                ["business"] = Business,
                ["time"] = Time switch
                {
                    HistoryTime.Today => "today",
                    HistoryTime.Week => "7d",
                    HistoryTime.Month => "30d",
                    HistoryTime.ThisMonth => "this-month",
                    HistoryTime.PreviousMonth => "previous-month",
                    HistoryTime.Days when From is null && Until is null => "days",
                    _ => null,
                },
                ["from"] = Time == HistoryTime.Days ? From?.ToString(Day, CultureInfo.InvariantCulture) : null,
                ["people"] = PeopleOnly ? "true" : null,
                ["sort"] = OldestFirst ? Oldest : null,
                ["zone"] = zone?.Id,
                ["until"] = Time == HistoryTime.Days ? Until?.ToString(Day, CultureInfo.InvariantCulture) : null,
            }
        );

    /// <summary>The filter for the service: days begin and end in the viewer's time zone.</summary>
    public HistoryFilter FilterIn(TimeZoneInfo zone, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var month = new DateOnly(today.Year, today.Month, 1);
        (DateTimeOffset?, DateTimeOffset?) range = Time switch
        {
            HistoryTime.ThisMonth => (StartOf(month), null),
            HistoryTime.PreviousMonth => (StartOf(month.AddMonths(-1)), StartOf(month)),
            HistoryTime.Today => (StartOf(today), null),
            HistoryTime.Week => (now.AddDays(-7), null),
            HistoryTime.Month => (now.AddDays(-30), null),
            HistoryTime.Days => (
                From is { } first ? StartOf(first) : null,
                Until is { } last && last < DateOnly.MaxValue ? StartOf(last.AddDays(1)) : null
            ),
            _ => (null, null),
        };
        return new(Who, What, Number, Business, range.Item1, range.Item2, PeopleOnly, OldestFirst);

        DateTimeOffset StartOf(DateOnly day)
        {
            var start = day.ToDateTime(TimeOnly.MinValue);

            // If summer time begins at midnight, the day begins an hour later.
            if (zone.IsInvalidTime(start))
                start = start.AddHours(1);
            return new DateTimeOffset(start, zone.GetUtcOffset(start)).ToUniversalTime();
        }
    }

    private static string Word(EventKind kind) => kind == EventKind.ApiKeys ? "api-keys" : kind.ToString().ToLowerInvariant();

    private static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
