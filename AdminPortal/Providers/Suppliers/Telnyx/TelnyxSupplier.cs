using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using static AdminPortal.Providers.Suppliers.SupplierCall;

namespace AdminPortal.Providers.Suppliers.Telnyx;

/// <summary>
/// Buys numbers at Telnyx. An order is delivered later, and what is delivered is listed later still; the order's id is its customer
/// reference, which finds it and does not stop a second one.
/// </summary>
internal sealed class TelnyxSupplier(IHttpClientFactory clients, TelnyxSettings settings, TimeProvider clock, ILogger<TelnyxSupplier> log)
    : INumberSupplier
{
    public const string SupplierName = "telnyx";
    public const string HttpClientName = "Telnyx";

    private const int PageSize = 250;

    /// <summary>How many offers are asked for where more are left out here.</summary>
    private const int MostOffers = 100;

    private readonly SupplierHttp _http = new(clients, Access(settings), clock, log);

    public string Name => SupplierName;

    public bool HasSearch => true;

    public string? WhyNumbersDoNotRing =>
        settings.ConnectionId is null
            ? $"Numbers bought at Telnyx do not reach the agents until {TelnyxSettings.ConnectionSetting} names the SIP connection "
                + "that leads to Retell AI."
            : null;

    public async Task<IReadOnlyList<SupplierOffer>> FindOffersAsync(OfferSearch search, CancellationToken cancel)
    {
        var pattern = new OfferPattern(search);
        var (code, contains) = search.Number is { } number
            ? (TollFree.National(number)[..3], TollFree.National(number)[3..])
            : (search.Prefix, pattern.LocalRun);
        var isSelectedHere = search.Number is not null || contains != pattern.Digits;
        var call = new SupplierCall(
            HttpMethod.Get,
            "available_phone_numbers?"
                + Query(
                    ("filter[country_code]", "US"),
                    ("filter[phone_number_type]", "toll_free"),
                    ("filter[national_destination_code]", code),
                    ("filter[phone_number][contains]", contains),
                    ("filter[exclude_held_numbers]", "true"),
                    ("filter[limit]", isSelectedHere ? MostOffers : search.Limit)
                ),
            "search numbers"
        );
        var found = await _http.ReadAsync(call, TelnyxJson.Default.TelnyxPageTelnyxOffer, cancel);
        return
        [
            .. (found!.Data ?? throw _http.Unreadable(call))
                .Where(o => pattern.Matches(o.PhoneNumber))
                .DistinctBy(o => o.PhoneNumber)
                .Take(search.Limit)
                .Select(Offer),
        ];
    }

    public async Task<SupplierOrderState> BuyAsync(SupplierOrder order, CancellationToken cancel)
    {
        var call = new SupplierCall(HttpMethod.Post, "number_orders", $"buy {order.Number}")
        {
            Content = SupplierCall.Json(
                new TelnyxOrderBody([new(order.Number)], Mark(order), settings.ConnectionId),
                TelnyxJson.Default.TelnyxOrderBody
            ),
            Buys = true,
        };
        var placed = (await _http.ReadAsync(call, TelnyxJson.Default.TelnyxOneTelnyxOrder, cancel))!.Data;
        if (placed is not { Id.Length: > 0 } || StateOf(placed, order) is not { } state)
            throw _http.Unreadable(call);
        try
        {
            return await DeliveredAsync(state, order, cancel);
        }
        catch (SupplierException)
        {
            // The order is placed. That the number cannot be looked up now must not say otherwise.
            return new(SupplierOrderStatus.Pending, placed.Id);
        }
    }

    public async Task<SupplierOrderState?> FindOrderAsync(SupplierOrder order, CancellationToken cancel)
    {
        if (order.ProviderRef is { Length: > 0 } id && await RetrieveAsync(id, order, cancel) is { } known)
            return await DeliveredAsync(known, order, cancel);

        SupplierOrderState? best = null;
        var path = $"number_orders?{Query(("filter[customer_reference]", Mark(order)))}";
        await foreach (
            var listed in PagesAsync(path, $"look up {order.Number}", TelnyxJson.Default.TelnyxPageTelnyxOrder, o => o.Id, cancel)
        )
        {
            if (listed.CustomerReference != Mark(order) || await RetrieveAsync(listed.Id!, order, cancel) is not { } state)
                continue;
            // Where the order was placed twice, the one that has the number counts.
            if (best is null || Rank(state) > Rank(best))
                best = state;
        }

        return best is null ? null : await DeliveredAsync(best, order, cancel);
    }

    public async Task ReleaseAsync(string number, string providerRef, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(providerRef);
        var path = $"phone_numbers/{Uri.EscapeDataString(providerRef)}";
        await _http.DoAsync(new SupplierCall(HttpMethod.Delete, path, $"release {number}") { MayBeMissing = true }, cancel);
    }

    public async IAsyncEnumerable<SupplierNumber> ListNumbersAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (
            var number in PagesAsync("phone_numbers?", "list the numbers", TelnyxJson.Default.TelnyxPageTelnyxNumber, n => n.Id, cancel)
        )
            if (TollFree.IsNumber(number.PhoneNumber))
                yield return new(number.PhoneNumber!, number.Id!, number.PurchasedAt ?? number.CreatedAt, number.IsActive);
    }

    /// <summary>The state of an order that Telnyx knows by this id; null where it is not there, or another's.</summary>
    private async Task<SupplierOrderState?> RetrieveAsync(string id, SupplierOrder order, CancellationToken cancel)
    {
        var call = new SupplierCall(HttpMethod.Get, $"number_orders/{Uri.EscapeDataString(id)}", $"look up the order of {order.Number}")
        {
            MayBeMissing = true,
        };
        if (await _http.ReadAsync(call, TelnyxJson.Default.TelnyxOneTelnyxOrder, cancel) is not { } answer)
            return null;
        if (answer.Data is not { Id.Length: > 0 } found)
            throw _http.Unreadable(call);
        if (found.CustomerReference != Mark(order))
            return null;
        return StateOf(found, order) ?? throw _http.Unreadable(call);
    }

    /// <summary>
    /// What became of our number in an order, by the number's own state: the order's covers several. Null where the order does not
    /// have the number.
    /// </summary>
    private static SupplierOrderState? StateOf(TelnyxOrder placed, SupplierOrder order)
    {
        var ours = placed.PhoneNumbers?.FirstOrDefault(n => n.PhoneNumber == order.Number);
        return (ours?.Status ?? (placed.Status == "failure" ? placed.Status : null)) switch
        {
            "success" => new(SupplierOrderStatus.Bought, placed.Id),
            "failure" or "failed" or "cancelled" or "canceled" => new(
                SupplierOrderStatus.Failed,
                placed.Id,
                $"Telnyx could not deliver {order.Number} (order {placed.Id}). Order another number."
            ),
            _ => ours is null ? null : new(SupplierOrderStatus.Pending, placed.Id),
        };
    }

    /// <summary>
    /// Replaces the order's id by the id of the number, once that is delivered. Until it is listed the order is pending: without the
    /// number's id it could not be released.
    /// </summary>
    private async Task<SupplierOrderState> DeliveredAsync(SupplierOrderState state, SupplierOrder order, CancellationToken cancel)
    {
        if (state.Status != SupplierOrderStatus.Bought)
            return state;
        // A plus finds nothing, and a part of a number finds others.
        var path = $"phone_numbers?{Query(("filter[phone_number]", order.Number[1..]))}";
        await foreach (
            var number in PagesAsync(path, $"look up {order.Number}", TelnyxJson.Default.TelnyxPageTelnyxNumber, n => n.Id, cancel)
        )
            if (number.PhoneNumber == order.Number && number.IsActive)
                return state with { ProviderRef = number.Id };
        return state with { Status = SupplierOrderStatus.Pending };
    }

    /// <summary>Each item of all pages, once. A list that moves while it is read is an error: what is missing in it says nothing.</summary>
    private async IAsyncEnumerable<T> PagesAsync<T>(
        string path,
        string asked,
        JsonTypeInfo<TelnyxPage<T>> shape,
        Func<T, string?> id,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 1; ; at++)
        {
            var paging = Query(("page[number]", at), ("page[size]", PageSize));
            var call = new SupplierCall(HttpMethod.Get, $"{path}{(path.EndsWith('?') ? "" : "&")}{paging}", asked);
            var page = await _http.ReadAsync(call, shape, cancel);
            if (page is not { Data: { } items, Meta.TotalPages: { } pages })
                throw _http.Unreadable(call);
            if (page.Meta.PageNumber is { } number && number != at && items.Count > 0)
                throw _http.Failed(call, "paging did not advance");
            foreach (var item in items)
            {
                if (id(item) is not { Length: > 0 } known)
                    throw _http.Unreadable(call);
                if (seen.Add(known))
                    yield return item;
            }

            if (at < pages && items.Count > 0)
                continue;
            if (at < pages || page.Meta.TotalResults is { } total && seen.Count < total)
                throw _http.Failed(call, "the list changed while it was read");
            yield break;
        }
    }

    private static SupplierOffer Offer(TelnyxOffer offer)
    {
        var cost = offer.CostInformation;
        var currency = cost?.Currency is { Length: 3 } code ? code.ToUpperInvariant() : null;
        return currency is null
            ? new(offer.PhoneNumber!, null, null, null, offer.Reservable == true)
            : new(offer.PhoneNumber!, cost!.MonthlyCost, cost.UpfrontCost, currency, offer.Reservable == true);
    }

    private static int Rank(SupplierOrderState state) =>
        state.Status switch
        {
            SupplierOrderStatus.Bought => 2,
            SupplierOrderStatus.Pending => 1,
            _ => 0,
        };

    private static string Mark(SupplierOrder order) => order.Id.ToString("D");

    private static SupplierAccess Access(TelnyxSettings settings) =>
        new()
        {
            Name = "Telnyx",
            HttpClientName = HttpClientName,
            Authorization = $"Bearer {settings.ApiKey}",
            Secrets = [settings.ApiKey],
            CredentialSettings = "Suppliers:Telnyx:ApiKey",
            BaseUrlSetting = "Suppliers:Telnyx:BaseUrl",
            Timeout = settings.Timeout,
            ReadError = TelnyxErrors.Read,
            FaultOfCode = TelnyxErrors.FaultOf,
        };
}
