using System.Globalization;
using AdminPortal.Api.Errors;
using AdminPortal.Data;

namespace AdminPortal.Api;

/// <summary>Reads query-string values, and explains which values a parameter accepts. Missing and empty are the same.</summary>
internal static class QueryText
{
    public static int Whole(string name, string? text, int standard) =>
        string.IsNullOrEmpty(text) ? standard
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
        : throw Bad(name, "a whole number");

    public static bool Flag(string name, string? text) =>
        !string.IsNullOrEmpty(text)
        && (
            bool.TryParse(text, out var value) ? value
            : text is "1" or "0" ? text == "1"
            : throw Bad(name, "true or false")
        );

    public static Guid? Id(string name, string? text) =>
        string.IsNullOrEmpty(text) ? null
        : Guid.TryParseExact(text, "D", out var value) ? value
        : throw Bad(name, "an id, such as 01932c07-7d7a-7f00-8000-3a5b2c1d0e9f");

    public static TEnum? Word<TEnum>(string name, string? text)
        where TEnum : struct, Enum =>
        string.IsNullOrEmpty(text) ? null
        : EnumTexts.TryParse<TEnum>(text, out var value) ? value
        : throw Bad(name, EnumWords.Of<TEnum>());

    /// <summary>An id in the path. Invalid text becomes an id without a record, and the response is "not found".</summary>
    public static Guid PathId(string text) => Guid.TryParseExact(text, "D", out var value) ? value : Guid.Empty;

    private static BadHttpRequestException Bad(string name, string takes) => new($"'{name}' takes {takes}.");
}
