using System.Text;
using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Supply;

/// <summary>Words that the keys of a number spell.</summary>
public static class VanityLetters
{
    /// <summary>The part of a search that the number spells, such as FLOWERS of +18883569377; null where it has no letters.</summary>
    /// <param name="number">E.164 in the North American plan.</param>
    public static string? Find(string number, string? contains) =>
        contains is not null && contains.Any(char.IsAsciiLetter) && Place(number, contains) is not null ? contains : null;

    /// <summary>The number with the letters in it, as people advertise it: 888-FLOWERS.</summary>
    public static string Shown(string number, string contains)
    {
        if (Place(number, contains) is not { } at)
            return number;
        var shown = new StringBuilder();
        for (var i = 0; i < 10; i++)
        {
            var isInside = i > at && i < at + contains.Length;
            if (i > 0 && !isInside && (i is 3 or 6 || i == at || i == at + contains.Length))
                shown.Append('-');
            var isLetter = i >= at && i < at + contains.Length && char.IsAsciiLetter(contains[i - at]);
            shown.Append(isLetter ? contains[i - at] : number[i + 2]);
        }

        return shown.ToString();
    }

    /// <summary>
    /// Where the search's characters stand among the ten national digits; the last place where there are several, because words usually
    /// end a number. Null where they do not.
    /// </summary>
    public static int? Place(string number, string contains)
    {
        if (number.Length != 12)
            return null;
        var national = number.AsSpan(2);
        for (var at = national.Length - contains.Length; at >= 0; at--)
            if (Fits(national.Slice(at, contains.Length), contains))
                return at;
        return null;
    }

    private static bool Fits(ReadOnlySpan<char> digits, string contains)
    {
        for (var i = 0; i < digits.Length; i++)
        {
            var wanted = char.IsAsciiLetter(contains[i]) ? DialPad.Digit(contains[i]) : contains[i];
            if (wanted != '*' && wanted != digits[i])
                return false;
        }

        return true;
    }
}
