using System.Globalization;
using System.Text;

namespace AdminPortal.Services.PhoneNumbers;

/// <summary>Reduces a written number to the digits that are dialled, or gives the reason why it is not one number. Only these digits are
/// passed to libphonenumber, which would also extract a number from a sentence.</summary>
internal ref struct NumberText
{
    /// <summary>Longest text that is read; longer text is rejected.</summary>
    public const int MaxLength = 64;

    private const int MaxDigits = 20;
    private readonly Span<char> _dialled;
    private int _length;
    private int _digits;
    private int _letters;
    private int _digitsBeforeLetters;

    private NumberText(Span<char> dialled) => _dialled = dialled;

    /// <summary>Writes the dialled digits, after a "+" if there was one; returns null, or the reason for a rejection.</summary>
    /// <param name="raw">The text of a cell or field.</param>
    /// <param name="dialled">Receives the result; at least <see cref="MaxLength"/> characters.</param>
    /// <param name="isNorthAmerican">Whether numbers without a plus sign belong to the North American plan.</param>
    /// <param name="length">Number of characters written.</param>
    /// <param name="hasLetters">Whether letters stand for some of the digits.</param>
    public static string? TryReduce(ReadOnlySpan<char> raw, Span<char> dialled, bool isNorthAmerican, out int length, out bool hasLetters)
    {
        length = 0;
        hasLetters = false;
        if (SpreadsheetCell.TryUnwrap(raw, out var text) is { } fault)
            return fault;
        if (text.IsEmpty)
            return NumberRejections.Empty;
        var context = ReadOnlySpan<char>.Empty;
        if (
            text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) && TelUri.TrySplit(text[4..], out text, out context) is { } uriFault
        )
            return uriFault;
        if (text.Length + context.Length > MaxLength)
            return NumberRejections.TooMuchText;

        var reader = new NumberText(dialled);
        var reason = (context.IsEmpty ? null : reader.Append(context)) ?? reader.Append(text) ?? reader.Conclude();
        length = reader._length;
        hasLetters = reader._letters > 0;
        if (reason is null && hasLetters)
            reason = context.IsEmpty ? VanityWord.Fault(text, isNorthAmerican) : NumberRejections.Words;
        return reason;
    }

    private string? Append(ReadOnlySpan<char> text)
    {
        var letterRunStart = -1;
        var spaceAfterLetters = false;
        for (var i = 0; i < text.Length; )
        {
            Rune.DecodeFromUtf16(text[i..], out var rune, out var width);
            var at = i;
            i += width;
            if (Rune.IsLetter(rune) && rune.IsAscii)
            {
                if (letterRunStart < 0)
                    letterRunStart = at;
                if (TakeLetter((char)rune.Value) is { } fault)
                    return fault;
                if (_digitsBeforeLetters >= 7 && DialPad.IsExtensionWord(text[letterRunStart..i]) && EndsInDigits(text[i..]))
                    return NumberRejections.Extension;
                continue;
            }

            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber)
            {
                // "800 555 and 0199": digits after a word belong to a sentence, not to a vanity number.
                if (spaceAfterLetters && DigitsStandAlone(text[at..]))
                    return NumberRejections.Words;
                if (_digits == MaxDigits)
                    return NumberRejections.TooLong;
                _dialled[_length++] = (char)('0' + (int)Rune.GetNumericValue(rune));
                _digits++;
            }
            else if (rune.Value is '+' or '＋')
            {
                if (_length > 0)
                    return NumberRejections.PlusInside;
                _dialled[_length++] = '+';
            }
            else if (!DialPad.IsPunctuation(rune))
            {
                return Refuse(rune);
            }

            spaceAfterLetters = (spaceAfterLetters || letterRunStart >= 0) && Rune.IsWhiteSpace(rune);
            letterRunStart = -1;
        }

        return null;
    }

    private string? TakeLetter(char letter)
    {
        if (_letters++ == 0)
            _digitsBeforeLetters = _digits;
        // No digits before the letters: not a vanity number. Continue only to distinguish words with digits from words without.
        if (_digitsBeforeLetters > 0)
        {
            if (_digits == MaxDigits)
                return NumberRejections.TooLong;
            _dialled[_length++] = DialPad.Digit(letter);
            _digits++;
        }

        return null;
    }

    private readonly string? Conclude()
    {
        if (_digits == 0)
            return NumberRejections.NoDigits;
        // Letters stand for digits in numbers like 1-800-FLOWERS: after an area code in digits, and at least three.
        return _letters > 0 && (_digitsBeforeLetters < 3 || _letters < 3) ? NumberRejections.Words : null;
    }

    private readonly string Refuse(Rune rune)
    {
        if (rune.Value is '#' or ';' && _digits >= 7)
            return NumberRejections.Extension;
        if (Rune.IsControl(rune))
            return NumberRejections.ControlCharacter;
        if (Rune.IsLetter(rune))
            return _digits == 0 ? NumberRejections.NoDigits : NumberRejections.Words;
        return NumberRejections.Unexpected(
            rune == Rune.ReplacementChar ? "an unreadable character"
            : CanBeSeen(rune) ? rune.ToString()
            : TextRules.Code(rune)
        );
    }

    /// <summary>Whether a message can show the character: accents without a letter and private characters cannot be shown.</summary>
    private static bool CanBeSeen(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.Format
            );

    private static bool EndsInDigits(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart(" .:-");
        return !rest.IsEmpty && !rest.ContainsAnyExceptInRange('0', '9');
    }

    private static bool DigitsStandAlone(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        return end < 0 || !char.IsAsciiLetter(rest[end]);
    }
}
