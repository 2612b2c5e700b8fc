namespace AdminPortal.Services.PhoneNumbers;

/// <summary>A fast path for clear numbers of the North American plan: nearly every cell of a real file is one, and libphonenumber takes
/// about 10 microseconds for each.</summary>
internal static class NorthAmericanPlan
{
    private const ulong Trunk = 10_000_000_000;

    /// <summary>Whether this area code is toll-free: 800, 833, 844, 855, 866, 877, 888.</summary>
    public static bool IsTollFreeAreaCode(int areaCode) => areaCode is 800 or 833 or 844 or 855 or 866 or 877 or 888;

    /// <summary>Whether a number is certainly assignable: toll-free with an exchange that starts with 2 to 9. The few exchanges below that
    /// which libphonenumber knows (800-14x) change with its releases, so the library decides. A test compares every area code and exchange
    /// with it.</summary>
    public static bool IsSurelyAssignable(ulong nationalNumber) =>
        IsTollFreeAreaCode((int)(nationalNumber / 10_000_000)) && nationalNumber / 1_000_000 % 10 >= 2;

    /// <summary>The number with country code 1 and these ten national digits.</summary>
    public static E164 Number(ulong nationalNumber) => E164.FromDigits(Trunk + nationalNumber, 11);

    /// <summary>Parses text that is clearly ten national digits, with or without 1 or +1, in common punctuation. False only means that the
    /// slow path must decide.</summary>
    /// <param name="text">The raw text.</param>
    /// <param name="nationalWriting">Whether numbers without a plus sign belong to this plan (the default region does).</param>
    /// <param name="nationalNumber">The ten digits.</param>
    public static bool TryScan(ReadOnlySpan<char> text, bool nationalWriting, out ulong nationalNumber)
    {
        nationalNumber = 0;
        // Our own export writes '+1…, so that a spreadsheet does not read the cell as a formula.
        if (text.Length > 0 && text[0] == '\'')
            text = text[1..];
        if (text.Length > 32)
            return false;

        var digits = 0UL;
        var count = 0;
        var run = 0;
        var plus = false;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                digits = digits * 10 + (uint)(c - '0');
                count++;
                run++;
                continue;
            }

            switch (c)
            {
                case '+' when count == 0 && !plus:
                    plus = true;
                    break;
                // A leading minus, or a dot after many digits, may be arithmetic: not for this path.
                case '-' when count > 0 || plus:
                case '.' when run <= 4:
                case ' ' or '(' or ')':
                    break;
                default:
                    return false;
            }

            run = 0;
        }

        if (count == 11 && digits / Trunk == 1 && (plus || nationalWriting))
            nationalNumber = digits - Trunk;
        else if (count == 10 && !plus && nationalWriting)
            nationalNumber = digits;
        else
            return false;
        // Area codes do not start with 0 or 1; libphonenumber decides about such digits.
        return nationalNumber >= 2_000_000_000;
    }
}
