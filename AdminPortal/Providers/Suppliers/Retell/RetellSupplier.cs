using System.Runtime.CompilerServices;
using System.Text.Json;

namespace AdminPortal.Providers.Suppliers.Retell;

/// <summary>
/// Buys numbers at Retell itself, which has neither a search nor a price. The order's id is the number's nickname until an agent is bound.
/// </summary>
internal sealed class RetellSupplier(
    IHttpClientFactory clients,
    RetellSupplierSettings settings,
    TimeProvider clock,
    ILogger<RetellSupplier> log
) : INumberSupplier
{
    public const string SupplierName = "retell";
    public const string HttpClientName = "RetellSupplier";

    /// <summary>The most that Retell gives at once.</summary>
    private const int PageSize = 1000;

    private readonly SupplierHttp _http = new(clients, Access(settings), clock, log);

    public string Name => SupplierName;

    public bool HasSearch => false;

    /// <summary>They are at Retell already.</summary>
    public string? WhyNumbersDoNotRing => null;

    public Task<IReadOnlyList<SupplierOffer>> FindOffersAsync(OfferSearch search, CancellationToken cancel) =>
        throw new NotSupportedException("Retell has no search for numbers.");

    public async Task<SupplierOrderState> BuyAsync(SupplierOrder order, CancellationToken cancel)
    {
        var body = new RetellPurchaseBody(
            order.Number,
            "US",
            true,
            settings.NumberProvider == RetellNumberProvider.Telnyx ? "telnyx" : "twilio",
            Mark(order)
        );
        var call = new SupplierCall(HttpMethod.Post, "create-phone-number", $"buy {order.Number}")
        {
            Content = SupplierCall.Json(body, RetellSupplierJson.Default.RetellPurchaseBody),
            Buys = true,
        };
        var bought = await _http.ReadAsync(call, RetellSupplierJson.Default.RetellSoldNumber, cancel);
        // Another number would have been paid for as well; the look-up then says which.
        return bought!.PhoneNumber == order.Number ? new(SupplierOrderStatus.Bought, order.Number) : throw _http.Unreadable(call);
    }

    public async Task<SupplierOrderState?> FindOrderAsync(SupplierOrder order, CancellationToken cancel)
    {
        var asked = $"look up {order.Number}";
        await foreach (var number in PagesAsync(asked, cancel))
        {
            if (number.Nickname != Mark(order))
                continue;
            return number.PhoneNumber == order.Number
                ? new(SupplierOrderStatus.Bought, order.Number)
                : throw new SupplierException(
                    SupplierFault.Refused,
                    $"Retell bought {number.PhoneNumber} instead of {order.Number}. Release it in Retell's dashboard, or add it to the "
                        + "inventory."
                );
        }

        return null;
    }

    public async Task ReleaseAsync(string number, string providerRef, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(providerRef);
        var id = Uri.EscapeDataString(providerRef);
        try
        {
            await _http.DoAsync(
                new SupplierCall(HttpMethod.Delete, $"delete-phone-number/{id}", $"release {number}") { MayBeMissing = true },
                cancel
            );
        }
        catch (SupplierException refusal) when (refusal.Fault == SupplierFault.Refused)
        {
            // Retell's status for a missing number is also its status for other refusals, so the list decides.
            await foreach (var there in PagesAsync($"release {number}", cancel))
                if (there.PhoneNumber == providerRef)
                    throw;
        }
    }

    public async IAsyncEnumerable<SupplierNumber> ListNumbersAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var number in PagesAsync("list the numbers", cancel))
            if (number.IsSoldByRetell && TollFree.IsNumber(number.PhoneNumber))
                yield return new(number.PhoneNumber!, number.PhoneNumber!, null, true);
    }

    /// <summary>Each number of all pages, once.</summary>
    private async IAsyncEnumerable<RetellSoldNumber> PagesAsync(string asked, [EnumeratorCancellation] CancellationToken cancel)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? key = null;
        do
        {
            var after = key is null ? "" : $"&pagination_key={Uri.EscapeDataString(key)}";
            var call = new SupplierCall(HttpMethod.Get, $"v2/list-phone-numbers?limit={PageSize}{after}", asked);
            var page = await _http.ReadAsync(call, RetellSupplierJson.Default.RetellSoldPage, cancel);
            foreach (var number in page!.Items ?? throw _http.Unreadable(call))
            {
                if (number.PhoneNumber is not { Length: > 0 } id)
                    throw _http.Unreadable(call);
                if (seen.Add(id))
                    yield return number;
            }

            key = page.HasMore ?? page.Items.Count > 0 ? page.PaginationKey : null;
            if (page.HasMore == true && key is null || key is not null && !keys.Add(key))
                throw _http.Failed(call, "paging did not advance");
        } while (key is not null);
    }

    private static string Mark(SupplierOrder order) => order.Id.ToString("D");

    private static SupplierAccess Access(RetellSupplierSettings settings) =>
        new()
        {
            Name = "Retell",
            HttpClientName = HttpClientName,
            Authorization = $"Bearer {settings.ApiKey}",
            Secrets = [settings.ApiKey],
            CredentialSettings = RetellAccount.ApiKeySetting,
            BaseUrlSetting = "Retell:BaseUrl",
            Timeout = settings.Timeout,
            ReadError = json =>
                new(
                    null,
                    json.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
                        ? message.GetString()
                        : null
                ),
            FaultOfCode = _ => null,
        };
}
