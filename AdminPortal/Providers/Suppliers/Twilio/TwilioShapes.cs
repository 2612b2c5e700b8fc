using System.Text.Json.Serialization;

namespace AdminPortal.Providers.Suppliers.Twilio;

internal sealed record TwilioOffers(IReadOnlyList<TwilioOffer>? AvailablePhoneNumbers);

internal sealed record TwilioOffer(string? PhoneNumber);

/// <summary>A number of the account.</summary>
/// <param name="DateCreated">In the format of RFC 2822.</param>
internal sealed record TwilioNumber(string? Sid, string? PhoneNumber, string? FriendlyName, string? DateCreated);

/// <param name="NextPageUri">Relative to the host; null on the last page.</param>
internal sealed record TwilioPage(IReadOnlyList<TwilioNumber>? IncomingPhoneNumbers, string? NextPageUri);

internal sealed record TwilioPriceList(IReadOnlyList<TwilioPrice>? PhoneNumberPrices, string? PriceUnit);

/// <param name="NumberType">Such as <c>toll free</c>.</param>
/// <param name="CurrentPrice">Per month, with the account's discounts.</param>
internal sealed record TwilioPrice(string? NumberType, decimal? BasePrice, decimal? CurrentPrice);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString
)]
[JsonSerializable(typeof(TwilioOffers))]
[JsonSerializable(typeof(TwilioNumber))]
[JsonSerializable(typeof(TwilioPage))]
[JsonSerializable(typeof(TwilioPriceList))]
internal sealed partial class TwilioJson : JsonSerializerContext;
