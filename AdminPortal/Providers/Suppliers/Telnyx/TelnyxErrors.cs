using System.Text.Json;

namespace AdminPortal.Providers.Suppliers.Telnyx;

/// <summary>Telnyx's errors: a list, of which the first says what is wrong.</summary>
internal static class TelnyxErrors
{
    public static SupplierError Read(JsonElement json)
    {
        if (
            !json.TryGetProperty("errors", out var errors)
            || errors.ValueKind != JsonValueKind.Array
            || errors.GetArrayLength() == 0
            || errors[0] is not { ValueKind: JsonValueKind.Object } first
        )
            return default;
        var (code, title, detail) = (Text(first, "code"), Text(first, "title"), Text(first, "detail"));
        var message = title is null || detail is null ? title ?? detail : $"{title}: {detail}";
        return new(
            code,
            message is null ? code
                : code is null ? message
                : $"{message} (code {code})"
        );
    }

    public static SupplierFault? FaultOf(string code) =>
        code switch
        {
            "10009" or "10010" => SupplierFault.Credentials,
            "10011" => SupplierFault.Throttled,
            // The account is inactive, blocked, or has no funds.
            "20012" or "20013" or "20100" => SupplierFault.NoFunds,
            // No such number, in answer to an order.
            "10005" => SupplierFault.Gone,
            _ => null,
        };

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;
}
