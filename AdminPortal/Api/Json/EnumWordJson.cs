using System.Text.Json;
using System.Text.Json.Serialization;
using AdminPortal.Data;

namespace AdminPortal.Api.Json;

/// <summary>Reads and writes an enum as a lower-case word, as the database and the command line do.</summary>
internal sealed class EnumWordJson<TEnum> : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && EnumTexts.TryParse<TEnum>(reader.GetString(), out var value)
            ? value
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToText());
}
