using System.Text;

namespace AdminPortal.Services.PhoneNumbers;

/// <summary>Removes what spreadsheets do to numbers: text markers, or conversion to arithmetic.</summary>
internal static class SpreadsheetCell
{
    private const string Quotes = "'\"`‘’“”´";

    /// <summary>Removes the quotes, the apostrophe or the ="…" that mark a cell as text, and decimals that are all zero. Returns null, or
    /// the reason for a rejection: a formula, a rounded number, a calculation.</summary>
    public static string? TryUnwrap(ReadOnlySpan<char> raw, out ReadOnlySpan<char> text)
    {
        text = TrimUnseen(raw);
        // A number has at most 15 digits; with everything around it, it is shorter than this.
        if (text.Length > NumberText.MaxLength)
            return NumberRejections.TooMuchText;
        for (var length = -1; length != text.Length; )
        {
            length = text.Length;
            if (text.StartsWith("=\"") && text.Length > 2 && text[^1] == '"')
                text = text[2..^1];
            // One apostrophe at a time from the front: after it may come ="…" whose closing quote must stay.
            else if (!text.IsEmpty && Quotes.Contains(text[0]))
                text = text[1..];
            else if (!text.IsEmpty && text[0] is not '=' and not '＝')
                text = text.TrimEnd(Quotes);
            text = TrimUnseen(text);
        }

        if (text.IsEmpty)
            return null;
        if (text[0] is '=' or '＝' or '@' or '＠')
            return NumberRejections.Formula;
        if (text[0] is '-' or '\u2212' or '－')
            return NumberRejections.Negative;
        return ReadArithmetic(ref text);
    }

    /// <summary>Distinguishes 1.80055E+10 (digits are lost) from 18005550100.0 (no digits are lost: the zeros are removed) and
    /// 18005550100.5 (not a phone number). At least eight digits before the point, because people who write dots in numbers group the
    /// digits.</summary>
    private static string? ReadArithmetic(ref ReadOnlySpan<char> text)
    {
        var start = text[0] == '+' ? 1 : 0;
        var whole = CountDigits(text[start..]);
        var at = start + whole;
        if (whole == 0 || at == text.Length)
            return null;
        var hasPoint = text[at] is '.' or ',';
        var fraction = hasPoint ? CountDigits(text[(at + 1)..]) : 0;
        var end = hasPoint ? at + 1 + fraction : at;
        if (end == text.Length)
        {
            if (whole < 8 || fraction == 0)
                return null;
            if (!text[(at + 1)..].ContainsAnyExcept('0'))
                text = text[..at];
            else if (fraction <= 2 || whole >= 10 && fraction <= 6)
                return NumberRejections.Decimals;
            return null;
        }

        if (text[end] is not ('e' or 'E'))
            return null;
        var exponent = text[(end + 1)..];
        if (!exponent.IsEmpty && exponent[0] is '+' or '-')
            exponent = exponent[1..];
        return !exponent.IsEmpty && CountDigits(exponent) == exponent.Length ? NumberRejections.Rounded : null;
    }

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    private static ReadOnlySpan<char> TrimUnseen(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty && IsUnseen(text[0]))
            text = text[1..];
        while (!text.IsEmpty && IsUnseen(text[^1]))
            text = text[..^1];
        return text;
    }

    // Old programs end a file with Ctrl+Z.
    private static bool IsUnseen(char c) =>
        char.IsWhiteSpace(c) || c == '\u001A' || (c >= 0x80 && Rune.TryCreate(c, out var rune) && DialPad.IsUnseen(rune));
}
