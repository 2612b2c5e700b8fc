using System.Globalization;
using System.Text;

namespace AdminPortal.Services.PhoneNumbers;

/// <summary>The meaning of characters in a written phone number.</summary>
internal static class DialPad
{
    /// <summary>The digit of an ASCII letter's key (ITU-T E.161): ABC is 2, WXYZ is 9.</summary>
    public static char Digit(char letter) => "22233344455566677778889999"[(letter | 0x20) - 'a'];

    /// <summary>Whether a word after a number introduces an extension.</summary>
    public static bool IsExtensionWord(ReadOnlySpan<char> word) =>
        word.Length <= 9
        && (
            word.Equals("x", StringComparison.OrdinalIgnoreCase)
            || word.Equals("ext", StringComparison.OrdinalIgnoreCase)
            || word.Equals("extn", StringComparison.OrdinalIgnoreCase)
            || word.Equals("extension", StringComparison.OrdinalIgnoreCase)
            || word.Equals("int", StringComparison.OrdinalIgnoreCase)
            || word.Equals("anexo", StringComparison.OrdinalIgnoreCase)
            || word.Equals("poste", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Whether the character may be inside a number without meaning: spaces, dashes, dots, brackets, invisible
    /// characters.</summary>
    public static bool IsPunctuation(Rune rune) =>
        rune.Value switch
        {
            ' ' or '-' or '.' or '(' or ')' or '/' or '[' or ']' or '~' => true,
            // Dashes, minus, the full-width and Japanese forms, the middle dot.
            (>= 0x2010 and <= 0x2015) or 0x2212 or 0x30FC or 0xFF0D or 0xFE63 or 0x00B7 => true,
            '（' or '）' or '［' or '］' or '．' or '／' or '～' => true,
            < 0x80 => false,
            _ => IsUnseen(rune),
        };

    /// <summary>Whether the character is a space, a line separator or invisible, such as direction marks copied from phones, or emoji
    /// selectors.</summary>
    public static bool IsUnseen(Rune rune) =>
        TextRules.IsUnseen(rune)
        || rune.Value == 0x20E3
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.SpaceSeparator
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
}
