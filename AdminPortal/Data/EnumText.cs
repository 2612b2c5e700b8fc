using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AdminPortal.Data;

/// <summary>Stores an enum of one-word names as lower-case text, so that the tables can be read and filtered manually.</summary>
internal sealed class EnumText<TEnum>() : ValueConverter<TEnum, string>(v => ToText(v), v => FromText(v))
    where TEnum : struct, Enum
{
    private static readonly Dictionary<TEnum, string> s_texts = Enum.GetValues<TEnum>()
        .ToDictionary(v => v, v => v.ToString().ToLowerInvariant());
    private static readonly Dictionary<string, TEnum> s_values = s_texts.ToDictionary(p => p.Value, p => p.Key);

    public static string ToText(TEnum value) => s_texts[value];

    public static TEnum FromText(string text) => s_values[text];
}

/// <summary>The words for enum values in the database, in JSON and on the command line.</summary>
public static class EnumTexts
{
    /// <summary>The lower-case word, such as <c>available</c>.</summary>
    public static string ToText<TEnum>(this TEnum value)
        where TEnum : struct, Enum => EnumText<TEnum>.ToText(value);

    /// <summary>Whether <paramref name="text"/> is one of the words, in any case.</summary>
    public static bool TryParse<TEnum>(string? text, out TEnum value)
        where TEnum : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out value)
        && Enum.IsDefined(value)
        && string.Equals(value.ToText(), text, StringComparison.OrdinalIgnoreCase);
}
