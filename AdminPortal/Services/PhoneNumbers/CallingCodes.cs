using PhoneNumbers;

namespace AdminPortal.Services.PhoneNumbers;

/// <summary>Country calling codes and prefix texts, created once so that counting a million numbers allocates nothing.</summary>
internal static class CallingCodes
{
    private static readonly bool[] Known = MakeKnown();
    private static readonly string?[] AreaCodes = new string?[1000];
    private static readonly string?[] PlusTexts = new string?[1000];

    /// <summary>The calling code of a number with these first three digits. No code is a prefix of another, so there is at most one;
    /// without one, the three digits themselves.</summary>
    public static int Of(int firstThreeDigits) => TryFind(firstThreeDigits, out var code) ? code : firstThreeDigits;

    /// <summary>Finds the calling code that a number with these first three digits starts with.</summary>
    public static bool TryFind(int firstThreeDigits, out int code)
    {
        code = firstThreeDigits / 100;
        // No code starts with 0; without this check, 018 would match the 1 in its second place.
        if (code == 0)
            return false;
        if (Known[code])
            return true;
        code = firstThreeDigits / 10;
        if (Known[code])
            return true;
        code = firstThreeDigits;
        return Known[code];
    }

    public static string AreaCodeText(int areaCode) =>
        AreaCodes[areaCode] ??= areaCode.ToString("000", System.Globalization.CultureInfo.InvariantCulture);

    public static string PlusText(int callingCode) =>
        PlusTexts[callingCode] ??= string.Create(System.Globalization.CultureInfo.InvariantCulture, $"+{callingCode}");

    /// <summary>The number in its country's international grouping; its stored text where the country is unknown.</summary>
    public static string Grouped(E164 number)
    {
        var text = number.ToString();
        if (text.Length == 0)
            return text;
        try
        {
            var util = PhoneNumberUtil.GetInstance();
            return util.Format(util.Parse(text, null), PhoneNumberFormat.INTERNATIONAL);
        }
        catch (NumberParseException)
        {
            return text;
        }
    }

    private static bool[] MakeKnown()
    {
        var known = new bool[1000];
        foreach (var code in PhoneNumberUtil.GetInstance().GetSupportedCallingCodes())
            known[code] = true;
        return known;
    }
}
