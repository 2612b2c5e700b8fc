using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AdminPortal.Services.Agents;

/// <summary>When a business is open, as people and programs write it. A day without spans is closed.</summary>
/// <param name="TimeZone">The business's time zone, an IANA id such as <c>America/Chicago</c>.</param>
/// <param name="Monday">At most two spans such as <c>09:00-17:00</c>; an end of <c>24:00</c> is midnight.</param>
/// <param name="WhenClosed">What the agent does outside of these hours, at most 500 characters; by default it takes a message.</param>
public sealed record OpeningHoursRecord(
    string? TimeZone,
    IReadOnlyList<string>? Monday = null,
    IReadOnlyList<string>? Tuesday = null,
    IReadOnlyList<string>? Wednesday = null,
    IReadOnlyList<string>? Thursday = null,
    IReadOnlyList<string>? Friday = null,
    IReadOnlyList<string>? Saturday = null,
    IReadOnlyList<string>? Sunday = null,
    string? WhenClosed = null
)
{
    internal IReadOnlyList<string>?[] Days => [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday];
}

/// <summary>A span of one day.</summary>
/// <param name="From">Minutes after midnight.</param>
/// <param name="To">Minutes after midnight, after <paramref name="From"/>; 1440 is the end of the day.</param>
public readonly record struct OpenSpan(int From, int To)
{
    internal const int DayEnd = 24 * 60;

    public override string ToString() => $"{Clock(From)}-{Clock(To)}";

    /// <summary>Minutes after midnight as <c>HH:mm</c>.</summary>
    internal static string Clock(int minutes) => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}");

    /// <summary>The minutes of <c>HH:mm</c>, to <c>24:00</c>; null for any other text.</summary>
    internal static int? Minutes(ReadOnlySpan<char> clock) =>
        clock is [>= '0' and <= '2', >= '0' and <= '9', ':', >= '0' and <= '5', >= '0' and <= '9']
        && int.Parse(clock[..2], CultureInfo.InvariantCulture) * 60 + int.Parse(clock[3..], CultureInfo.InvariantCulture) is var minutes
        && minutes <= DayEnd
            ? minutes
            : null;
}

/// <summary>The valid opening hours of a business: a week of its own time zone. Its agent tells them to callers, see
/// <see cref="OpeningHoursPrompt"/>.</summary>
public sealed class OpeningHours
{
    public const int MostSpans = 2;
    public const int MaxWhenClosed = 500;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string[] s_days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    private OpeningHours(string timeZone, IReadOnlyList<IReadOnlyList<OpenSpan>> days, string? whenClosed) =>
        (TimeZone, Days, WhenClosed) = (timeZone, days, whenClosed);

    /// <summary>An IANA id.</summary>
    public string TimeZone { get; }

    /// <summary>The spans of each day from Monday to Sunday, in order; none on a day that is closed.</summary>
    public IReadOnlyList<IReadOnlyList<OpenSpan>> Days { get; }

    /// <summary>What the agent does outside of these hours; null for <see cref="OpeningHoursPrompt.TakeMessage"/>.</summary>
    public string? WhenClosed { get; }

    /// <summary>The names of the days, from Monday.</summary>
    public static IReadOnlyList<string> DayNames => s_days;

    /// <summary>Checks opening hours.</summary>
    public static Outcome<OpeningHours> Read(OpeningHoursRecord hours)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(hours.TimeZone ?? "", out var zone) || !zone.HasIanaId)
            return Wrong("'time_zone' takes an IANA time zone, such as America/Chicago.");
        if (TextRules.Trim(hours.WhenClosed) is { } whenClosed)
        {
            if (TextRules.CheckText("when_closed", whenClosed, MaxWhenClosed, lines: true) is { } fault)
                return fault;
            if (OpeningHoursPrompt.HasTag(whenClosed))
                return Wrong($"'when_closed' may not hold {OpeningHoursPrompt.Open} or {OpeningHoursPrompt.Close}.");
        }

        var days = new List<IReadOnlyList<OpenSpan>>();
        foreach (var (name, spans) in s_days.Zip(hours.Days))
        {
            var day = new List<OpenSpan>();
            foreach (var text in spans ?? [])
            {
                if (ReadSpan(text) is not { } span)
                    return Wrong($"{name}: '{text}' is not a span such as 09:00-17:00.");
                if (span.From >= span.To)
                    return Wrong($"{name}: '{text}' ends before it starts. Put the hours after midnight on the next day.");
                day.Add(span);
            }

            if (day.Count > MostSpans)
                return Wrong($"{name}: at most {MostSpans} spans a day.");
            day.Sort((one, other) => one.From.CompareTo(other.From));
            if (day is [var first, var second] && second.From <= first.To)
                return Wrong($"{name}: {first} and {second} overlap or meet. Write them as one span.");
            days.Add(day);
        }

        return new OpeningHours(zone.Id, days, TextRules.Trim(hours.WhenClosed));

        static Refusal.Invalid Wrong(string problem) => new("opening_hours", problem);
    }

    /// <summary>The stored form. Equal opening hours have the same.</summary>
    public string ToJson() => JsonSerializer.Serialize(ToRecord(), s_json);

    /// <summary>Reads the stored form; null for none.</summary>
    public static OpeningHours? Parse(string? json)
    {
        if (json is null)
            return null;
        // Its time zone was valid when it was stored, and another machine may not know it.
        var stored = JsonSerializer.Deserialize<OpeningHoursRecord>(json, s_json)!;
        return new(
            stored.TimeZone!,
            [.. stored.Days.Select(day => (day ?? []).Select(text => ReadSpan(text)!.Value).ToList())],
            stored.WhenClosed
        );
    }

    /// <summary>As people and programs write it.</summary>
    public OpeningHoursRecord ToRecord()
    {
        return new(TimeZone, Texts(0), Texts(1), Texts(2), Texts(3), Texts(4), Texts(5), Texts(6), WhenClosed);

        List<string> Texts(int day) => [.. Days[day].Select(span => span.ToString())];
    }

    /// <summary>In words, such as "Mon to Fri 09:00 to 17:00, Sat and Sun closed".</summary>
    public string ToWords() => string.Join(", ", Groups(day => day[..3]).Select(g => $"{g.Days} {g.Hours}"));

    /// <summary>Days in a row that have the same hours, and these hours.</summary>
    /// <param name="nameOf">A day's name in the list.</param>
    internal IEnumerable<(string Days, string Hours)> Groups(Func<string, string> nameOf)
    {
        for (int first = 0, next; first < s_days.Length; first = next)
        {
            next = first + 1;
            while (next < s_days.Length && Days[next].SequenceEqual(Days[first]))
                next++;
            var (from, to) = (nameOf(s_days[first]), nameOf(s_days[next - 1]));
            var days = (next - first) switch
            {
                1 => from,
                2 => $"{from} and {to}",
                7 => "Every day",
                _ => $"{from} to {to}",
            };
            yield return (days, Words(Days[first]));
        }
    }

    private static string Words(IReadOnlyList<OpenSpan> day) =>
        day switch
        {
            [] => "closed",
            [{ From: 0, To: OpenSpan.DayEnd }] => "open all day",
            _ => string.Join(" and ", day.Select(s => $"{OpenSpan.Clock(s.From)} to {OpenSpan.Clock(s.To)}")),
        };

    /// <summary>A span; an end of 00:00 is midnight at the end of the day.</summary>
    private static OpenSpan? ReadSpan(string? text) =>
        text?.Split('-') is [var from, var to] && OpenSpan.Minutes(from.Trim()) is { } start && OpenSpan.Minutes(to.Trim()) is { } end
            ? new OpenSpan(start, end == 0 ? OpenSpan.DayEnd : end)
            : null;
}

/// <summary>The last part of an agent's instructions at the provider: its opening hours, between two tags that show where this part is.
/// What a person wrote there is kept apart from it, so that it never comes back as instructions.</summary>
internal static class OpeningHoursPrompt
{
    public const string Open = "<opening_hours>",
        Close = "</opening_hours>";

    /// <summary>What an agent does outside of the opening hours, unless the business decided otherwise.</summary>
    public const string TakeMessage = "Say that the business is closed and when it opens next, and offer to take a message.";

    /// <summary>Whether a text holds one of the tags, which only this part may.</summary>
    public static bool HasTag(string text) =>
        text.Contains(Open, StringComparison.OrdinalIgnoreCase) || text.Contains(Close, StringComparison.OrdinalIgnoreCase);

    /// <summary>The instructions for the provider.</summary>
    public static string Compose(string prompt, OpeningHours? hours)
    {
        if (hours is null)
            return prompt;
        var text = new StringBuilder(prompt);
        if (prompt.Length > 0)
            text.Append("\n\n");
        // Retell replaces the variable in every call; docs.retellai.com/build/dynamic-variables.
        text.Append(CultureInfo.InvariantCulture, $"{Open}\n")
            .Append(
                CultureInfo.InvariantCulture,
                $"The time in {hours.TimeZone}, where the business is, is {{{{current_time_{hours.TimeZone}}}}}.\n"
            )
            .Append("Opening hours:\n");
        foreach (var (days, when) in hours.Groups(day => day))
            text.Append(CultureInfo.InvariantCulture, $"- {days}: {when}\n");
        return text.Append(CultureInfo.InvariantCulture, $"Outside of these hours: {hours.WhenClosed ?? TakeMessage}\n")
            .Append(Close)
            .ToString();
    }

    /// <summary>Instructions from the provider: without the part of the opening hours, and that part; null without one.</summary>
    public static (string Prompt, string? Hours) Split(string prompt)
    {
        var start = prompt.IndexOf(Open, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
            return (prompt, null);
        var close = prompt.IndexOf(Close, start, StringComparison.OrdinalIgnoreCase);
        var end = close < 0 ? prompt.Length : close + Close.Length;
        // Somebody may have written more after it.
        string[] rest = [prompt[..start].TrimEnd(), prompt[end..].Trim()];
        return (string.Join("\n\n", rest.Where(part => part.Length > 0)), prompt[start..end]);
    }
}
