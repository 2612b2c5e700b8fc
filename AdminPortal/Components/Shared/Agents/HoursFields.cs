using AdminPortal.Services.Agents;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>The form of opening hours.</summary>
public sealed class HoursFields
{
    /// <summary>The days that usually have the same hours, from Monday.</summary>
    private const int WorkingDays = 5;

    /// <summary>Whether there are opening hours at all.</summary>
    public bool IsSet { get; set; }

    /// <summary>An IANA id; null until the user's own is known.</summary>
    public string? TimeZone { get; set; }

    /// <summary>From Monday.</summary>
    public IReadOnlyList<DayFields> Days { get; } = [.. OpeningHours.DayNames.Select((name, at) => new DayFields(name, at < WorkingDays))];

    public string? WhenClosed { get; set; }

    /// <summary>What the user chose; null for no opening hours.</summary>
    public OpeningHoursRecord? Wish =>
        IsSet
            ? new(
                TimeZone,
                Days[0].Spans,
                Days[1].Spans,
                Days[2].Spans,
                Days[3].Spans,
                Days[4].Spans,
                Days[5].Spans,
                Days[6].Spans,
                WhenClosed
            )
            : null;

    /// <summary>Shows stored opening hours.</summary>
    public void Fill(OpeningHours? hours)
    {
        IsSet = hours is not null;
        if (hours is null)
            return;
        (TimeZone, WhenClosed) = (hours.TimeZone, hours.WhenClosed);
        foreach (var (day, spans) in Days.Zip(hours.Days))
            day.Fill(spans);
    }

    /// <summary>Gives Monday's hours to the other working days.</summary>
    public void CopyMonday()
    {
        foreach (var day in Days.Take(1..WorkingDays))
            day.CopyFrom(Days[0]);
    }

    /// <summary>The chosen opening hours in words.</summary>
    public string InWords => Wish is { } wish ? Words(OpeningHours.Read(wish).Value) : Words(null);

    /// <summary>Opening hours in words, for comparisons.</summary>
    public static string Words(OpeningHours? hours) => hours is null ? "None" : $"{hours.ToWords()} ({hours.TimeZone})";
}

/// <summary>One day of the form. Times are <c>HH:mm</c>.</summary>
public sealed class DayFields(string name, bool isOpen)
{
    private const string Midnight = "00:00";

    public string Name { get; } = name;

    public bool IsOpen { get; set; } = isOpen;

    public string? From { get; set; } = "09:00";

    /// <summary>The end of the last span; 00:00 is midnight.</summary>
    public string? To { get; set; } = "17:00";

    /// <summary>Whether it closes in between.</summary>
    public bool HasBreak { get; set; }

    public string? BreakFrom { get; set; } = "12:00";

    public string? BreakTo { get; set; } = "13:00";

    internal IReadOnlyList<string> Spans =>
        !IsOpen ? []
        : HasBreak ? [$"{From}-{BreakFrom}", $"{BreakTo}-{To}"]
        : [$"{From}-{To}"];

    internal void Fill(IReadOnlyList<OpenSpan> spans)
    {
        (IsOpen, HasBreak) = (spans.Count > 0, spans.Count > 1);
        if (!IsOpen)
            return;
        (From, To) = (OpenSpan.Clock(spans[0].From), End(spans[^1].To));
        if (HasBreak)
            (BreakFrom, BreakTo) = (OpenSpan.Clock(spans[0].To), OpenSpan.Clock(spans[1].From));
    }

    internal void CopyFrom(DayFields day) =>
        (IsOpen, From, To, HasBreak, BreakFrom, BreakTo) = (day.IsOpen, day.From, day.To, day.HasBreak, day.BreakFrom, day.BreakTo);

    // A field for a time has no 24:00.
    private static string End(int minutes) => minutes == OpenSpan.DayEnd ? Midnight : OpenSpan.Clock(minutes);
}
