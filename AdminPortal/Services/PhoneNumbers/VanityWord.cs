namespace AdminPortal.Services.PhoneNumbers;

/// <summary>Distinguishes vanity numbers (1-800-FLOWERS) from digits followed by a label, a name, a mask or a placeholder (415-5501 fax,
/// 800-555-XXXX), whose letters must never be dialled.</summary>
internal static class VanityWord
{
    private const int AreaDigits = 3;
    private const int LocalDigits = 7;

    // Two of these in a row, or one alone, mask digits; no word contains them like that.
    private const string MaskLetters = "XNYZ";

    // Typed for 0 and 1 by mistake.
    private const string DigitLookalikes = "OIL";
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly string[] s_labels =
    [
        "FAX",
        "MOB",
        "MOBILE",
        "CELL",
        "HOME",
        "WORK",
        "TEL",
        "TELE",
        "EXT",
        "MAIN",
        "ALT",
        "PAGER",
        "DIRECT",
        "OFFICE",
        "DESK",
        "LINE",
        "VOIP",
        "TTY",
        "TDD",
        "SMS",
        "DID",
        "TFN",
        "NONE",
        "NULL",
        "TEST",
        "TBD",
        "TBA",
        "TODO",
        "ASAP",
        "DUP",
        "DEAD",
        "VOID",
    ];

    private static readonly string[] s_placeholders =
    [
        "UNKNOWN",
        "PENDING",
        "INVALID",
        "BLOCKED",
        "MISSING",
        "DELETED",
        "EXPIRED",
        "PRIVATE",
        "NUMBERS",
        "REMOVED",
        "REDACTED",
    ];

    // Seven-letter words that follow an area code in lower case but are not dialled.
    private static readonly string[] s_smallWords =
    [
        "SUPPORT",
        "SERVICE",
        "GENERAL",
        "INBOUND",
        "SANDBOX",
        "TESTING",
        "DEFAULT",
        "LANDING",
    ];

    /// <summary>Why the letters are not dialled; null if they may complete a number, which the plan must then contain.</summary>
    /// <param name="text">The text without what spreadsheets add. It contains letters after digits.</param>
    /// <param name="isNorthAmerican">Whether numbers without a plus sign belong to the North American plan.</param>
    public static string? Fault(ReadOnlySpan<char> text, bool isNorthAmerican)
    {
        Span<char> buffer = stackalloc char[NumberText.MaxLength];
        var first = text.IndexOfAnyInRange('A', 'Z');
        var firstSmall = text.IndexOfAnyInRange('a', 'z');
        first = first < 0 || firstSmall >= 0 && firstSmall < first ? firstSmall : first;
        var lead = Digits(text[..first], buffer);
        var isAbroad = text.TrimStart(" (").StartsWith("+");
        if (lead.StartsWith("011") || lead.StartsWith("00"))
        {
            lead = lead[(lead[1] == '0' ? 2 : 3)..];
            isAbroad = true;
        }

        var hasCode = lead.StartsWith("1") && (isAbroad || isNorthAmerican);
        if (isAbroad && !hasCode)
            return NumberRejections.LetterWord;
        if (hasCode)
            lead = lead[1..];

        Span<char> letterBuffer = stackalloc char[NumberText.MaxLength];
        var letters = Letters(text, letterBuffer);
        if (letters.IndexOfAnyExcept(DigitLookalikes) < 0)
            return NumberRejections.LetterForDigit;
        if (IsMask(text, letters))
            return NumberRejections.Masked;
        if (IsLabel(text, first, letters, lead.Length))
            return NumberRejections.LetterWord;
        return firstSmall >= 0 && !MayBeSmall(text, first, letters, lead, hasCode) ? NumberRejections.LetterWord : null;
    }

    private static bool IsMask(ReadOnlySpan<char> text, ReadOnlySpan<char> letters)
    {
        if (letters.IndexOfAnyExcept(MaskLetters) < 0 || letters.Contains("XXX", StringComparison.Ordinal))
            return true;
        if (letters.Length >= 4 && Alphabet.AsSpan().Contains(letters, StringComparison.Ordinal))
            return true;
        // AAA-BBBB: each word repeats one letter. AAA-HELP is a number.
        for (var i = 0; i < text.Length; i++)
        {
            if (i > 0 && char.IsAsciiLetter(text[i]) && char.IsAsciiLetter(text[i - 1]) && (text[i] | 0x20) != (text[i - 1] | 0x20))
                return false;
            if (
                char.IsAsciiLetter(text[i])
                && (i == 0 || !char.IsAsciiLetter(text[i - 1]))
                && (i + 1 == text.Length || !char.IsAsciiLetter(text[i + 1]))
            )
                return false;
        }

        return true;
    }

    /// <summary>Whether the letters label the number, or name its owner, and are not part of it.</summary>
    private static bool IsLabel(ReadOnlySpan<char> text, int first, ReadOnlySpan<char> letters, int leadDigits)
    {
        if (text[first - 1] is '(' or '[' or '（' or '［')
            return true;
        var standsApart = !char.IsAsciiDigit(text[first - 1]);
        // A complete local number, or more, followed by a word.
        if (leadDigits > LocalDigits || leadDigits == LocalDigits && standsApart)
            return true;
        // "212-555 - Bob": a dash with spaces around it begins a remark.
        if (leadDigits > AreaDigits && text[..first].EndsWith("- ") && text[..first].TrimEnd("- –—").Length < first - 2)
            return true;
        return letters.Length + leadDigits >= AreaDigits + LocalDigits
            && (
                (leadDigits > AreaDigits + 1 || leadDigits > AreaDigits && text[first - 1] == ' ') && Contains(s_labels, letters)
                || Contains(s_placeholders, letters)
            );
    }

    /// <summary>Lower-case letters are usually a label: they are read only as a whole word after a toll-free code.</summary>
    private static bool MayBeSmall(ReadOnlySpan<char> text, int first, ReadOnlySpan<char> letters, ReadOnlySpan<char> lead, bool hasCode)
    {
        if (letters.Length != LocalDigits || lead.Length != AreaDigits || !NorthAmericanPlan.IsTollFreeAreaCode(int.Parse(lead)))
            return false;
        var gap = text[(text[..first].LastIndexOfAnyInRange('0', '9') + 1)..first];
        return (hasCode || gap.IndexOf(' ') < 0 || gap.Contains(')')) && !Contains(s_smallWords, letters);
    }

    private static bool Contains(string[] words, ReadOnlySpan<char> letters)
    {
        foreach (var word in words)
        {
            if (letters.Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static ReadOnlySpan<char> Digits(ReadOnlySpan<char> text, Span<char> buffer)
    {
        var count = 0;
        foreach (var c in text)
        {
            if (char.IsDigit(c))
                buffer[count++] = (char)('0' + (int)char.GetNumericValue(c));
        }

        return buffer[..count];
    }

    private static ReadOnlySpan<char> Letters(ReadOnlySpan<char> text, Span<char> buffer)
    {
        var count = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiLetter(c))
                buffer[count++] = (char)(c & ~0x20);
        }

        return buffer[..count];
    }
}
