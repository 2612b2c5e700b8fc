namespace AdminPortal.Services.PhoneNumbers;

/// <summary>Reasons for rejecting a text, one sentence each, for the user who uploaded it.</summary>
public static class NumberRejections
{
    public const string Empty = "The number is missing.";

    public const string TooMuchText = "This is too long to be a phone number.";

    public const string ControlCharacter = "Contains control characters.";

    public const string Rounded =
        "A spreadsheet has rounded this number, and its last digits are lost; format the column as text and export it again.";

    public const string Decimals = "This is a number with decimals, not a phone number.";

    public const string Negative = "This starts with a minus sign: a spreadsheet may have calculated with the number.";

    public const string Formula = "This is a spreadsheet formula, not a phone number.";

    public const string Extension = "This has an extension; a number in the inventory cannot have one.";

    public const string NoDigits = "Not a phone number: it has no digits.";

    public const string Words = "This looks like text, not a phone number.";

    public const string PlusInside = "A plus sign is only allowed at the start.";

    public const string TooShort = "This is too short to be a phone number.";

    public const string NoAreaCode = "This is too short: the area code is missing.";

    public const string TooLong = "This has too many digits to be a phone number.";

    public const string WrongLength = "No phone number of this country has this many digits.";

    public const string NoSuchCountry = "No country has this calling code.";

    public const string NotAssignable = "This number is possible, but not assignable in its numbering plan (Numbers:Strict is on).";

    public const string NotTollFree =
        "This is not a toll-free number; only 800, 833, 844, 855, 866, 877 and 888 are accepted (Numbers:TollFreeOnly is on).";

    public const string LetterWord =
        "A word follows the digits and does not complete a phone number; write the number in digits, or the word in capitals.";

    public const string Masked = "Letters stand in for digits that are hidden or missing here; write the whole number.";

    public const string LetterForDigit = "Contains a letter in place of a digit, such as O for 0. Write the number in digits.";

    public const string NotInService = "This number does not exist.";

    public const string Abroad = "Only phones in this country can be called.";

    public const string SpecialRate = "Numbers with special rates cannot be called.";

    internal static string Unexpected(string character) => $"Contains “{character}”, which is not allowed in a phone number.";
}
