using PhoneNumbers;

namespace AdminPortal.Services.PhoneNumbers;

/// <summary>Parses phone numbers in any notation that people and programs use, and gives the reason if a text is not one.
/// Thread-safe.</summary>
public sealed class NumberReader
{
    // No country has shorter or longer national numbers, and libphonenumber throws for them instead of answering.
    private const int MinNational = 3;
    private const int MaxNational = 17;

    private readonly PhoneNumberUtil _util = PhoneNumberUtil.GetInstance();
    private readonly string _region;
    private readonly bool _inNorthAmericanPlan;
    private readonly bool _nationalFastPath;
    private readonly bool _tollFreeOnly;
    private readonly bool _strict;

    /// <summary>A reader with the current settings; later changes do not affect it.</summary>
    /// <exception cref="ArgumentException"><see cref="NumberSettings.DefaultRegion"/> is not a region.</exception>
    public NumberReader(NumberSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!NumberSettings.IsRegion(settings.DefaultRegion))
            throw new ArgumentException($"'{settings.DefaultRegion}' is not a region.", nameof(settings));
        _region = settings.DefaultRegion.ToUpperInvariant();
        _inNorthAmericanPlan = _util.GetCountryCodeForRegion(_region) == 1;
        // Islands in the plan complete seven digits with their own area code, so their national notation differs.
        _nationalFastPath = _region is "US" or "CA";
        _tollFreeOnly = settings.TollFreeOnly;
        _strict = settings.Strict;
    }

    /// <summary>Whether the default region belongs to the North American plan, which dials 011 for international calls.</summary>
    internal bool InNorthAmericanPlan => _inNorthAmericanPlan;

    /// <summary>Whether national numbers of the default region are written with a leading 0 that is not part of the number.</summary>
    internal bool HasTrunkZero => _util.GetNddPrefixForRegion(_region, true) == "0";

    /// <summary>Parses one number according to the settings.</summary>
    public NumberReading Read(string? raw) => Read(raw.AsSpan());

    /// <summary>Parses one number according to the settings.</summary>
    public NumberReading Read(ReadOnlySpan<char> raw) => Admit(ReadAny(raw));

    /// <summary>Parses one number, whether or not the settings accept it.</summary>
    internal NumberReading ReadAny(ReadOnlySpan<char> raw)
    {
        if (!NorthAmericanPlan.TryScan(raw, _nationalFastPath, out var national))
            return ReadSlowly(raw);
        var number = NorthAmericanPlan.Number(national);
        // The rules of other area codes change with each release of the library, so it decides, but without parsing.
        var assignable =
            NorthAmericanPlan.IsSurelyAssignable(national)
            || _util.IsValidNumber(new PhoneNumber.Builder().SetCountryCode(1).SetNationalNumber(national).Build());
        return assignable ? NumberReading.Good(number) : NumberReading.NotAssignable(number);
    }

    /// <summary>Parses a number that a person can be called on, whether or not the inventory accepts it: it exists, is in the default
    /// region (the United States and Canada count as one) and costs what calls usually cost. Calls to other places are how telephone
    /// fraud earns money.</summary>
    internal NumberReading ReadCallable(string? raw)
    {
        var reading = ReadAny(raw);
        if (!reading.IsNumber)
            return reading;
        if (reading.Warning is not null)
            return NumberReading.Rejected(NumberRejections.NotInService);
        var number = _util.Parse(reading.Number.ToString(), null);
        if (!IsHome(_util.GetRegionCodeForNumber(number)))
            return NumberReading.Rejected(NumberRejections.Abroad);
        return
            _util.GetNumberType(number)
                is PhoneNumberType.PREMIUM_RATE
                    or PhoneNumberType.SHARED_COST
                    or PhoneNumberType.PAGER
                    or PhoneNumberType.VOICEMAIL
            ? NumberReading.Rejected(NumberRejections.SpecialRate)
            : reading;
    }

    private bool IsHome(string? region) => region == _region || (_nationalFastPath && region is ("US" or "CA"));

    /// <summary>The same through libphonenumber only, for everything that the fast path leaves, and for the test that compares
    /// both.</summary>
    internal NumberReading ReadSlowly(ReadOnlySpan<char> raw)
    {
        Span<char> dialled = stackalloc char[NumberText.MaxLength];
        if (NumberText.TryReduce(raw, dialled, _inNorthAmericanPlan, out var length, out var hasLetters) is { } fault)
            return NumberReading.Rejected(fault);
        var digits = dialled[..length];
        // This plan dials 011 for international calls, most of the world 00. No number here starts with 0, so neither is ambiguous.
        if (_inNorthAmericanPlan && (digits.StartsWith("00") || digits.StartsWith("011")))
        {
            digits = digits[(digits[1] == '0' ? 1 : 2)..];
            digits[0] = '+';
        }

        var reading = digits[0] == '+' ? ReadInternational(digits) : ReadNational(digits);
        return hasLetters && reading.IsNumber && !IsVanity(reading) ? NumberReading.Rejected(NumberRejections.LetterWord) : reading;
    }

    /// <summary>Whether letters may be part of this number: it exists, and if its plan allows numbers of any length, which any word
    /// completes, it is of a type that companies spell out.</summary>
    private bool IsVanity(in NumberReading reading)
    {
        if (reading.Warning is not null)
            return false;
        var number = _util.Parse(reading.Number.ToString(), null);
        return number.CountryCode == 1
            || _util.GetNumberType(number) is PhoneNumberType.TOLL_FREE or PhoneNumberType.SHARED_COST or PhoneNumberType.UAN;
    }

    private NumberReading ReadNational(Span<char> digits)
    {
        var reason = Parse(digits, out var number);
        if (
            reason is null
            && digits.StartsWith("00")
            && number!.CountryCodeSource != PhoneNumber.Types.CountryCodeSource.FROM_NUMBER_WITH_IDD
        )
        {
            // The region uses another international prefix, so a number with 00 was written elsewhere.
            digits = digits[1..];
            digits[0] = '+';
            return ReadInternational(digits);
        }

        return reason is null ? Classify(number!) : NumberReading.Rejected(reason);
    }

    private NumberReading ReadInternational(ReadOnlySpan<char> digits)
    {
        // libphonenumber throws for the cases caught here, and a file with a million such rows would take minutes.
        if (digits.Length < 4)
            return NumberReading.Rejected(NumberRejections.TooShort);
        var start = (digits[1] - '0') * 100 + (digits[2] - '0') * 10 + (digits[3] - '0');
        if (!CallingCodes.TryFind(start, out var code))
            return NumberReading.Rejected(NumberRejections.NoSuchCountry);
        var national =
            digits.Length
            - 1
            - (
                code < 10 ? 1
                : code < 100 ? 2
                : 3
            );
        if (national < MinNational)
            return NumberReading.Rejected(NumberRejections.TooShort);
        if (national > MaxNational)
            return NumberReading.Rejected(NumberRejections.TooLong);
        return Parse(digits, out var number) is { } reason ? NumberReading.Rejected(reason) : Classify(number!);
    }

    private string? Parse(ReadOnlySpan<char> digits, out PhoneNumber? number)
    {
        number = null;
        if (digits.Length < MinNational)
            return NumberRejections.TooShort;
        if (digits[0] != '+' && digits.Length > MaxNational)
            return NumberRejections.TooLong;
        try
        {
            number = _util.ParseAndKeepRawInput(digits.ToString(), _region);
            return null;
        }
        catch (NumberParseException e)
        {
            return e.ErrorType switch
            {
                ErrorType.INVALID_COUNTRY_CODE => NumberRejections.NoSuchCountry,
                ErrorType.TOO_LONG => NumberRejections.TooLong,
                _ => NumberRejections.TooShort,
            };
        }
    }

    private NumberReading Classify(PhoneNumber number)
    {
        var reason = _util.IsPossibleNumberWithReason(number) switch
        {
            PhoneNumberUtil.ValidationResult.IS_POSSIBLE => null,
            PhoneNumberUtil.ValidationResult.IS_POSSIBLE_LOCAL_ONLY => NumberRejections.NoAreaCode,
            PhoneNumberUtil.ValidationResult.TOO_SHORT => NumberRejections.TooShort,
            PhoneNumberUtil.ValidationResult.TOO_LONG => NumberRejections.TooLong,
            PhoneNumberUtil.ValidationResult.INVALID_COUNTRY_CODE => NumberRejections.NoSuchCountry,
            _ => NumberRejections.WrongLength,
        };
        if (reason is not null)
            return NumberReading.Rejected(reason);

        if (!E164.TryParseExact(_util.Format(number, PhoneNumberFormat.E164), out var read))
            return NumberReading.Rejected(NumberRejections.TooLong);
        // The plan's few seven-digit numbers (310-xxxx) are dialled without an area code, and are therefore not E.164.
        if (number.CountryCode == 1 && read.DigitCount != 11)
            return NumberReading.Rejected(NumberRejections.NoAreaCode);
        return _util.IsValidNumber(number) ? NumberReading.Good(read) : NumberReading.NotAssignable(read);
    }

    private NumberReading Admit(NumberReading reading)
    {
        if (!reading.IsNumber)
            return reading;
        if (_tollFreeOnly && !reading.Number.IsTollFree)
            return NumberReading.Rejected(NumberRejections.NotTollFree);
        return _strict && reading.Warning is not null ? NumberReading.Rejected(NumberRejections.NotAssignable) : reading;
    }
}
