using System.Text.Json.Serialization;

namespace AdminPortal.Providers.Suppliers.Retell;

/// <param name="PhoneNumberType"><c>retell-twilio</c>, <c>retell-telnyx</c>, or <c>custom</c> for one that was bought elsewhere.</param>
internal sealed record RetellSoldNumber(string? PhoneNumber, string? PhoneNumberType, string? Nickname)
{
    [JsonIgnore]
    public bool IsSoldByRetell => PhoneNumberType?.StartsWith("retell-", StringComparison.Ordinal) == true;
}

/// <summary>A page of the list, and the key of the next.</summary>
internal sealed record RetellSoldPage(IReadOnlyList<RetellSoldNumber>? Items, bool? HasMore, string? PaginationKey);

internal sealed record RetellPurchaseBody(string PhoneNumber, string CountryCode, bool TollFree, string NumberProvider, string Nickname);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RetellSoldNumber))]
[JsonSerializable(typeof(RetellSoldPage))]
[JsonSerializable(typeof(RetellPurchaseBody))]
internal sealed partial class RetellSupplierJson : JsonSerializerContext;
