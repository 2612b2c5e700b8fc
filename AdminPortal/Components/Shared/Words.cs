using System.Globalization;

namespace AdminPortal.Components.Shared;

/// <summary>Figures as text.</summary>
internal static class Words
{
    /// <summary>Such as "1,234".</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Such as "1st", "12th" or "1,023rd".</summary>
    public static string Ordinal(long place) =>
        Count(place)
        + (
            place % 100 is >= 11 and <= 13
                ? "th"
                : (place % 10) switch
                {
                    1 => "st",
                    2 => "nd",
                    3 => "rd",
                    _ => "th",
                }
        );

    /// <summary>Such as "1 number" or "1,234 numbers".</summary>
    public static string Numbers(long count) => count == 1 ? "1 number" : $"{Count(count)} numbers";
}
