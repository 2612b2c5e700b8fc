using System.Text.Json;
using System.Text.Json.Serialization;

namespace AdminPortal.Api.Json;

/// <summary>Writes times as ISO 8601 in UTC with a <c>Z</c>; the framework writes <c>+00:00</c>.</summary>
internal sealed class UtcTimeJson : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime);
}
