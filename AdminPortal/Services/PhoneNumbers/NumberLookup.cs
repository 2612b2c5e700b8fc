namespace AdminPortal.Services.PhoneNumbers;

internal static class NumberLookup
{
    /// <summary>The stored form of a number in any notation, whether or not the settings accept it today; null if it is not a
    /// number.</summary>
    public static string? Normalize(this NumberReader reader, string? text)
    {
        if (E164.TryParseExact(text, out _))
            return text;
        var reading = reader.ReadAny(text);

        // Digits that are not a valid number of the region may be a foreign number without its plus sign.
        if (
            reading is not { IsNumber: true, Warning: null }
            && text is not null
            && text.All(char.IsAsciiDigit)
            && reader.ReadAny("+" + text) is { IsNumber: true } foreign
            && (foreign.Warning is null || !reading.IsNumber)
        )
            return foreign.Number.ToString();
        return reading.IsNumber ? reading.Number.ToString() : null;
    }
}
