using System.Globalization;
using System.Runtime.CompilerServices;
using static AdminPortal.Providers.Suppliers.SupplierCall;

namespace AdminPortal.Providers.Suppliers.Twilio;

/// <summary>
/// Buys numbers at Twilio. A purchase is synchronous and has no idempotency: the order's id is the number's friendly name.
/// </summary>
internal sealed class TwilioSupplier(
    IHttpClientFactory clients,
    TwilioSettings settings,
    TwilioPrices prices,
    TimeProvider clock,
    ILogger<TwilioSupplier> log
) : INumberSupplier
{
    public const string SupplierName = "twilio";
    public const string HttpClientName = "Twilio";

    /// <summary>The most that Twilio returns at once, in a search and in a list.</summary>
    private const int MostAtOnce = 1000;

    private const string Api = "2010-04-01";

    private readonly SupplierHttp _http = new(clients, settings.Access(HttpClientName, "Suppliers:Twilio:BaseUrl"), clock, log);

    public string Name => SupplierName;

    public bool HasSearch => true;

    public string? WhyNumbersDoNotRing =>
        settings.TrunkSid is null
            ? $"Numbers bought at Twilio do not reach the agents until {TwilioSettings.TrunkSetting} names the SIP trunk "
                + "that leads to Retell AI."
            : null;

    private string Account => $"{Api}/Accounts/{settings.AccountSid}";

    public async Task<IReadOnlyList<SupplierOffer>> FindOffersAsync(OfferSearch search, CancellationToken cancel)
    {
        var pattern = new OfferPattern(search);
        // Twilio takes * at an end only, so the longest run is asked for, and the answer is selected here.
        var contains = search.Number is { } number ? TollFree.National(number) : pattern.LongestRun;
        var query = Query(
            ("AreaCode", search.Prefix),
            ("Contains", contains),
            ("VoiceEnabled", "true"),
            ("PageSize", search.Number is null && search.Contains is null ? search.Limit : MostAtOnce)
        );
        var call = new SupplierCall(HttpMethod.Get, $"{Account}/AvailablePhoneNumbers/US/TollFree.json?{query}", "search numbers");
        var found = _http.ReadAsync(call, TwilioJson.Default.TwilioOffers, cancel);
        var price = await prices.FindAsync(cancel);
        var offers = (await found)!.AvailablePhoneNumbers ?? throw _http.Unreadable(call);
        return
        [
            .. offers
                .Select(o => o.PhoneNumber)
                .Where(pattern.Matches)
                .Distinct()
                .Take(search.Limit)
                .Select(n => new SupplierOffer(n!, price?.Monthly, null, price?.Currency)),
        ];
    }

    public async Task<SupplierOrderState> BuyAsync(SupplierOrder order, CancellationToken cancel)
    {
        // The number itself, never an area code: Twilio would choose, and a lost answer would name no number.
        var form = new List<KeyValuePair<string, string>> { new("PhoneNumber", order.Number), new("FriendlyName", Mark(order)) };
        if (settings.TrunkSid is { } trunk)
            form.Add(new("TrunkSid", trunk));
        var call = new SupplierCall(HttpMethod.Post, $"{Account}/IncomingPhoneNumbers.json", $"buy {order.Number}")
        {
            Content = new FormUrlEncodedContent(form),
            Buys = true,
        };
        var bought = await _http.ReadAsync(call, TwilioJson.Default.TwilioNumber, cancel);
        return bought is { Sid.Length: > 0 } && bought.PhoneNumber == order.Number
            ? new(SupplierOrderStatus.Bought, bought.Sid)
            : throw _http.Unreadable(call);
    }

    public async Task<SupplierOrderState?> FindOrderAsync(SupplierOrder order, CancellationToken cancel)
    {
        var query = Query(("PhoneNumber", order.Number), ("FriendlyName", Mark(order)), ("PageSize", MostAtOnce));
        await foreach (var number in PagesAsync(query, $"look up {order.Number}", cancel))
            // Twilio also finds numbers that only contain what is asked for.
            if (number.PhoneNumber == order.Number && number.FriendlyName == Mark(order))
                return new(SupplierOrderStatus.Bought, number.Sid);
        return null;
    }

    public async Task ReleaseAsync(string number, string providerRef, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(providerRef);
        var path = $"{Account}/IncomingPhoneNumbers/{Uri.EscapeDataString(providerRef)}.json";
        await _http.DoAsync(new SupplierCall(HttpMethod.Delete, path, $"release {number}") { MayBeMissing = true }, cancel);
    }

    public async IAsyncEnumerable<SupplierNumber> ListNumbersAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var number in PagesAsync(Query(("PageSize", MostAtOnce)), "list the numbers", cancel))
            if (TollFree.IsNumber(number.PhoneNumber))
                yield return new(number.PhoneNumber!, number.Sid!, Time(number.DateCreated), true);
    }

    /// <summary>
    /// Each number of all pages, once. The newest is first, so a purchase meanwhile moves numbers to the next page, where they come again.
    /// </summary>
    private async IAsyncEnumerable<TwilioNumber> PagesAsync(string query, string asked, [EnumeratorCancellation] CancellationToken cancel)
    {
        var pages = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var path = $"{Account}/IncomingPhoneNumbers.json?{query}"; path is not null; )
        {
            var call = new SupplierCall(HttpMethod.Get, path, asked);
            if (!pages.Add(path))
                throw _http.Failed(call, "paging did not advance");
            var page = await _http.ReadAsync(call, TwilioJson.Default.TwilioPage, cancel);
            foreach (var number in page!.IncomingPhoneNumbers ?? throw _http.Unreadable(call))
            {
                if (number is not { Sid.Length: > 0, PhoneNumber.Length: > 0 })
                    throw _http.Unreadable(call);
                if (seen.Add(number.Sid))
                    yield return number;
            }

            path = page.NextPageUri switch
            {
                null or "" => null,
                // Anything else might lead to another server, which must not get the credentials.
                var next when next.StartsWith($"/{Api}/", StringComparison.Ordinal) => next[1..],
                _ => throw _http.Failed(call, "the next page of the list is at another address"),
            };
        }
    }

    private static string Mark(SupplierOrder order) => order.Id.ToString("D");

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
