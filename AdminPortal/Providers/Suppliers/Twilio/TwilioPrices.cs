namespace AdminPortal.Providers.Suppliers.Twilio;

/// <summary>What a toll-free number costs a month at Twilio: the same for all, and not part of a search.</summary>
internal sealed class TwilioPrices(IHttpClientFactory clients, TwilioSettings settings, TimeProvider clock, ILogger<TwilioPrices> log)
{
    public const string HttpClientName = "TwilioPricing";

    private static readonly TimeSpan s_keepPrice = TimeSpan.FromHours(1);

    /// <summary>Searches do not wait for a price that could not be had a moment ago.</summary>
    private static readonly TimeSpan s_keepFailure = TimeSpan.FromMinutes(1);

    private readonly SupplierHttp _http = new(clients, settings.Access(HttpClientName, "Suppliers:Twilio:PricingBaseUrl"), clock, log);
    private Known? _known;

    /// <summary>The price, or null where it cannot be had. A search without prices is better than none.</summary>
    public async Task<(decimal Monthly, string Currency)?> FindAsync(CancellationToken cancel)
    {
        if (_known is { } known && clock.GetUtcNow() < known.Until)
            return known.Price;
        (decimal, string)? price = null;
        try
        {
            var call = new SupplierCall(HttpMethod.Get, "v1/PhoneNumbers/Countries/US", "tell prices") { IsRepeatable = false };
            var list = await _http.ReadAsync(call, TwilioJson.Default.TwilioPriceList, cancel);
            var tollFree = list?.PhoneNumberPrices?.FirstOrDefault(p =>
                p.NumberType?.Replace('-', ' ').Equals("toll free", StringComparison.OrdinalIgnoreCase) == true
            );
            if ((tollFree?.CurrentPrice ?? tollFree?.BasePrice) is { } monthly && list!.PriceUnit is { Length: 3 } unit)
                price = (monthly, unit.ToUpperInvariant());
        }
        catch (SupplierException error)
        {
            log.LogWarning("Twilio's prices are not known: {Problem}", error.Message);
        }

        _known = new(price, clock.GetUtcNow() + (price is null ? s_keepFailure : s_keepPrice));
        return price;
    }

    private sealed record Known((decimal Monthly, string Currency)? Price, DateTimeOffset Until);
}
