using System.Text.Json;

namespace AdminPortal.Providers.Suppliers.Twilio;

/// <summary>Twilio's error codes, as far as they matter here. The status alone often does not tell.</summary>
internal static class TwilioErrors
{
    public static SupplierError Read(JsonElement json)
    {
        var code =
            json.TryGetProperty("code", out var given) && given.ValueKind is JsonValueKind.Number or JsonValueKind.String
                ? given.ToString()
                : null;
        var message = json.TryGetProperty("message", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
        return new(
            code,
            message is null ? null
                : code is null ? message
                : $"{message} (code {code})"
        );
    }

    public static SupplierFault? FaultOf(string code) =>
        code switch
        {
            // Not available, none in the area code. The first also where this account has the number already.
            "21422" or "21452" => SupplierFault.Gone,
            // Suspended accounts; used up funds are one cause, and have no code of their own.
            "20005" or "10001" => SupplierFault.NoFunds,
            "20003" => SupplierFault.Credentials,
            "20429" => SupplierFault.Throttled,
            // Not a number, a trial account's limit, an address or bundle is needed, no more numbers for this account, no such thing.
            "21421" or "21404" or "21631" or "21649" or "22300" or "20404" => SupplierFault.Refused,
            _ => null,
        };
}
