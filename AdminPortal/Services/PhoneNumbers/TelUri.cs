namespace AdminPortal.Services.PhoneNumbers;

/// <summary>The part of a <c>tel:</c> link after the scheme, according to RFC 3966.</summary>
internal static class TelUri
{
    /// <summary>Splits the number from its parameters; returns null, or the reason for a rejection.</summary>
    /// <param name="text">The text after "tel:".</param>
    /// <param name="number">The number.</param>
    /// <param name="context">The prefix of a local number ("+1"); empty if there is none or it is a domain.</param>
    public static string? TrySplit(ReadOnlySpan<char> text, out ReadOnlySpan<char> number, out ReadOnlySpan<char> context)
    {
        context = default;
        if (text.StartsWith("//"))
            text = text[2..];
        var end = text.IndexOf(';');
        number = (end < 0 ? text : text[..end]).Trim();
        if (number.IsEmpty)
            return NumberRejections.Empty;
        while (end >= 0)
        {
            text = text[(end + 1)..];
            end = text.IndexOf(';');
            var parameter = (end < 0 ? text : text[..end]).Trim();
            if (parameter.StartsWith("ext=", StringComparison.OrdinalIgnoreCase))
                return NumberRejections.Extension;
            if (parameter.StartsWith("phone-context=+", StringComparison.OrdinalIgnoreCase) && number[0] != '+')
                context = parameter["phone-context=".Length..];
        }

        return null;
    }
}
