using System.Text.Json.Serialization;

namespace AdminPortal.Providers.Suppliers.Telnyx;

internal sealed record TelnyxOne<T>(T? Data);

internal sealed record TelnyxPage<T>(IReadOnlyList<T>? Data, TelnyxMeta? Meta);

internal sealed record TelnyxMeta(int? PageNumber, int? TotalPages, int? TotalResults);

internal sealed record TelnyxOffer(string? PhoneNumber, bool? Reservable, TelnyxCost? CostInformation);

internal sealed record TelnyxCost(decimal? UpfrontCost, decimal? MonthlyCost, string? Currency);

/// <param name="PhoneNumbers">Each with a state of its own, which a list of orders leaves out.</param>
internal sealed record TelnyxOrder(string? Id, string? Status, string? CustomerReference, IReadOnlyList<TelnyxOrderedNumber>? PhoneNumbers);

internal sealed record TelnyxOrderedNumber(string? PhoneNumber, string? Status);

internal sealed record TelnyxNumber(string? Id, string? PhoneNumber, string? Status, DateTimeOffset? PurchasedAt, DateTimeOffset? CreatedAt)
{
    /// <summary>Listed is not owned: a list also has numbers that are still to come, and numbers that are gone.</summary>
    [JsonIgnore]
    public bool IsActive =>
        Status
            is not (
                "purchase-pending"
                or "provision-pending"
                or "port-pending"
                or "purchase-failed"
                or "port-failed"
                or "ported-out"
                or "deleted"
            );
}

internal sealed record TelnyxOrderBody(
    IReadOnlyList<TelnyxOrderBody.Wanted> PhoneNumbers,
    string CustomerReference,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ConnectionId
)
{
    internal sealed record Wanted(string PhoneNumber);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString
)]
[JsonSerializable(typeof(TelnyxPage<TelnyxOffer>))]
[JsonSerializable(typeof(TelnyxPage<TelnyxOrder>))]
[JsonSerializable(typeof(TelnyxPage<TelnyxNumber>))]
[JsonSerializable(typeof(TelnyxOne<TelnyxOrder>))]
[JsonSerializable(typeof(TelnyxOrderBody))]
internal sealed partial class TelnyxJson : JsonSerializerContext;
