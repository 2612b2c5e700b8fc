namespace AdminPortal.Services.PhoneNumbers;

internal static class NumberLookup
{
    /// <summary>
    /// The stored form of a number written in any way, whether or not the settings would admit it today; null when it is none.
    /// </summary>
    public static string? Normalize(this NumberReader reader, string? text)
    {
        if (E164.TryParseExact(text, out _))
            return text;
        var reading = reader.ReadAny(text);

        // Bare digits that are no good number of the region may be a foreign one whose plus sign was left out.
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
