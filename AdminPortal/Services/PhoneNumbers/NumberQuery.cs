using System.Globalization;
using System.Text;

namespace AdminPortal.Services.PhoneNumbers;

/// <summary>What a text in the search box means.</summary>
public enum NumberQueryKind
{
    /// <summary>Empty: no filter.</summary>
    Empty,

    /// <summary>One complete number.</summary>
    Exact,

    /// <summary>Digits anywhere in the number.</summary>
    Digits,

    /// <summary>A text that no number can match.</summary>
    Nothing,
}

/// <summary>A search for numbers in any notation: complete, partial, with letters.</summary>
/// <param name="Kind">How to search.</param>
/// <param name="Number">The number, if <see cref="NumberQueryKind.Exact"/>.</param>
/// <param name="Digits"> The digits to find anywhere in the stored text. Also set for an exact query: ten digits that are a complete US
/// number may be a part of a foreign one, so search for these if the exact number does not exist. Empty otherwise. </param>
public readonly record struct NumberQuery(NumberQueryKind Kind, E164 Number, string Digits)
{
    /// <summary>Parses the text. <paramref name="reader"/> provides the region of national numbers.</summary>
    public static NumberQuery Parse(string? text, NumberReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (string.IsNullOrWhiteSpace(text))
            return new(NumberQueryKind.Empty, default, "");
        var typed = text.AsSpan().Trim();
        if (typed.Length > NumberText.MaxLength)
            return new(NumberQueryKind.Nothing, default, "");

        var digits = RunOfDigits(typed, reader);
        // A number that is only possible may be part of a longer number that is still being typed.
        if (reader.ReadAny(typed) is { IsNumber: true, Warning: null } reading)
            return new(NumberQueryKind.Exact, reading.Number, digits);
        return digits.Length is 0 or > E164.MaxDigits
            ? new(NumberQueryKind.Nothing, default, "")
            : new(NumberQueryKind.Digits, default, digits);
    }

    private static string RunOfDigits(ReadOnlySpan<char> typed, NumberReader reader)
    {
        if (typed.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
            typed = typed[4..];
        if (typed.IndexOf(';') is >= 0 and var parameters)
            typed = typed[..parameters];

        Span<char> digits = stackalloc char[NumberText.MaxLength];
        var count = 0;
        var firstGroup = 0;
        var plus = false;
        foreach (var rune in typed.EnumerateRunes())
        {
            if (rune.IsAscii && Rune.IsLetter(rune))
            {
                digits[count++] = DialPad.Digit((char)rune.Value);
            }
            else if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber)
            {
                digits[count++] = (char)('0' + (int)Rune.GetNumericValue(rune));
            }
            else
            {
                plus |= count == 0 && rune.Value is '+' or '＋';
                if (firstGroup == 0)
                    firstGroup = count;
            }
        }

        var run = digits[..count];
        return (plus ? run : WithoutDialledPrefix(run, firstGroup == 0 ? count : firstGroup, reader)).ToString();
    }

    /// <summary>Removes what is dialled before a number but not stored: 00 or 011 for international calls, and a trunk 0. Only if it is
    /// clearly not part of the number: "001 800 5" starts a number, "0012" may be the end of one.</summary>
    private static ReadOnlySpan<char> WithoutDialledPrefix(ReadOnlySpan<char> run, int firstGroup, NumberReader reader)
    {
        var standsApart = firstGroup < run.Length;
        if (run.Length > 3 && run.StartsWith("00") && run[2] != '0' && (standsApart ? firstGroup <= 5 : run.Length >= 6))
            return run[2..];
        if (reader.InNorthAmericanPlan)
        {
            return run.Length > 3 && run.StartsWith("011") && run[3] != '0' && (standsApart ? firstGroup == 3 : run.Length >= 7)
                ? run[3..]
                : run;
        }

        return run.Length > 3 && run[0] == '0' && reader.HasTrunkZero ? run[1..] : run;
    }
}
