using System.Text;

namespace AdminPortal.Services.PhoneNumbers;

/// <summary>What spreadsheets do to numbers: wrap them so that they stay text, or turn them into arithmetic.</summary>
internal static class SpreadsheetCell
{
    private const string Quotes = "'\"`‘’“”´";

    /// <summary>
    /// Takes off the quotes, the apostrophe or the ="…" that keep a cell text, and a decimal part of nothing but zeros.
    /// Returns null, or the reason for a rejection: a formula, a rounded number, a calculation.
    /// </summary>
    public static string? TryUnwrap(ReadOnlySpan<char> raw, out ReadOnlySpan<char> text)
    {
        text = TrimUnseen(raw);
        // A number is at most 15 digits; with all that may stand around it, it stays below this.
        if (text.Length > NumberText.MaxLength)
            return NumberRejections.TooMuchText;
        for (var length = -1; length != text.Length; )
        {
            length = text.Length;
            if (text.StartsWith("=\"") && text.Length > 2 && text[^1] == '"')
                text = text[2..^1];
            // One apostrophe at a time from the front: behind it may stand a ="…" whose closing quote must stay.
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

    /// <summary>
    /// Tells 1.80055E+10 (digits are lost) from 18005550100.0 (nothing is lost: the zeros go) and 18005550100.5 (not a
    /// phone number). Eight digits in a row before the point: people who write dots in numbers group them.
    /// </summary>
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
