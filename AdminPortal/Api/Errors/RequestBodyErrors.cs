using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AdminPortal.Api.Json;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using Microsoft.AspNetCore.Http.Metadata;

namespace AdminPortal.Api.Errors;

/// <summary>Explains in a sentence why a request could not be read.</summary>
internal static class RequestBodyErrors
{
    public static string Explain(HttpContext http, BadHttpRequestException error)
    {
        if (error.InnerException is not JsonException json)
            return error.Message;

        var body = http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        var name = json.Path?.TrimStart('$', '.').Split('.', '[')[0];
        if (
            !string.IsNullOrEmpty(name)
            && body is not null
            && ApiJson.Default.GetTypeInfo(body)?.Properties.FirstOrDefault(p => p.Name == name) is { } property
            && IsWhole(json)
        )
            return $"'{name}' takes {Words(property)}.";
        var place = json.LineNumber is { } line ? $" See line {line + 1}, byte {json.BytePositionInLine + 1} of it." : "";
        return string.IsNullOrEmpty(name) && IsWhole(json) ? "The body takes a JSON object." : $"The body is not valid JSON.{place}";
    }

    /// <summary>Whether the text was valid JSON with an invalid value; errors of the reader itself have an inner exception.</summary>
    private static bool IsWhole(JsonException error) =>
        error.InnerException is not JsonException && error.InnerException?.GetType().Name != "JsonReaderException";

    private static string Words(JsonPropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type == typeof(string) ? "a text"
            : type == typeof(Guid) ? "an id, such as 01932c07-7d7a-7f00-8000-3a5b2c1d0e9f"
            : type == typeof(bool) ? "true or false"
            : type == typeof(long) || type == typeof(int) ? "a whole number"
            : type == typeof(PortalRole) ? EnumWords.Of<PortalRole>()
            : type == typeof(OnboardingAgent) ? "an object of texts"
            : "a list of texts";
    }
}

/// <summary>The values of an enum, for messages.</summary>
internal static class EnumWords
{
    /// <summary>Such as <c>admin, support or business</c>.</summary>
    public static string Of<TEnum>()
        where TEnum : struct, Enum
    {
        var words = Enum.GetValues<TEnum>().Select(v => v.ToText()).ToList();
        return string.Join(", ", words[..^1]) + " or " + words[^1];
    }
}
