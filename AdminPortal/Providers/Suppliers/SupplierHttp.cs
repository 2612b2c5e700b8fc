using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly.RateLimiting;
using Polly.Timeout;

namespace AdminPortal.Providers.Suppliers;

/// <summary>What a supplier says in an answer that is not a success; both null where it is not readable.</summary>
internal readonly record struct SupplierError(string? Code, string? Message);

/// <summary>One supplier's HTTP interface, as far as <see cref="SupplierHttp"/> has to know it.</summary>
internal sealed class SupplierAccess
{
    /// <summary>The supplier's name in a sentence, such as <c>Twilio</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name of its registered HTTP client.</summary>
    public required string HttpClientName { get; init; }

    /// <summary>The value of the Authorization header.</summary>
    public required string Authorization { get; init; }

    /// <summary>What must never be repeated, even when the supplier says it.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>The settings with the credentials, as in "check …".</summary>
    public required string CredentialSettings { get; init; }

    /// <summary>The setting with the address.</summary>
    public required string BaseUrlSetting { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required Func<JsonElement, SupplierError> ReadError { get; init; }

    /// <summary>What a code means where the status does not tell; null for codes that it does not know.</summary>
    public required Func<string, SupplierFault?> FaultOfCode { get; init; }
}

/// <summary>A call to a supplier.</summary>
/// <param name="Path">Relative to the base address.</param>
/// <param name="Asked">What is asked, as in "Twilio did not …".</param>
internal sealed record SupplierCall(HttpMethod Method, string Path, string Asked)
{
    public HttpContent? Content { get; init; }

    /// <summary>Whether the call buys: it is sent once, and after a lost answer it may have bought.</summary>
    public bool Buys { get; init; }

    /// <summary>Whether it may be sent again without harm; a purchase never is.</summary>
    public bool IsRepeatable { get; init; } = true;

    /// <summary>Whether a 404 in the supplier's own words is an answer: what was asked about does not exist.</summary>
    public bool MayBeMissing { get; init; }

    /// <summary>
    /// A query without the parameters that are null. A plus becomes %2B: left as it is, it would mean a space.
    /// </summary>
    public static string Query(params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var parts = new List<string>();
        foreach (var (name, value) in parameters)
            if (Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text)
                parts.Add($"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(text)}");
        return string.Join('&', parts);
    }

    public static StringContent Json<T>(T body, JsonTypeInfo<T> shape) =>
        new(JsonSerializer.Serialize(body, shape), Encoding.UTF8, "application/json");
}

/// <summary>Sends a call to a supplier, and translates lost answers and refusals into <see cref="SupplierException"/>.</summary>
internal sealed class SupplierHttp(IHttpClientFactory clients, SupplierAccess access, TimeProvider clock, ILogger log)
{
    /// <summary>What is kept of the supplier's words.</summary>
    private const int MostWords = 300;

    /// <summary>A longer wait than this is not believed.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);

    /// <summary>Sends the call, and reads the answer. Null where that is <see cref="SupplierCall.MayBeMissing"/> and missing.</summary>
    public async Task<T?> ReadAsync<T>(SupplierCall call, JsonTypeInfo<T> shape, CancellationToken cancel)
        where T : class
    {
        using var response = await SendAsync(call, cancel);
        if (response is null)
            return null;
        try
        {
            var value = await JsonSerializer.DeserializeAsync(await response.Content.ReadAsStreamAsync(cancel), shape, cancel);
            return value ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException error)
        {
            throw Unreadable(call, error);
        }
    }

    /// <summary>Sends a call whose answer has no content that matters. Returns false where that is missing.</summary>
    public async Task<bool> DoAsync(SupplierCall call, CancellationToken cancel)
    {
        using var response = await SendAsync(call, cancel);
        return response is not null;
    }

    /// <summary>An answer that arrived and makes no sense: of a purchase it says as little as none.</summary>
    public SupplierException Unreadable(SupplierCall call, Exception? error = null) => Lost(call, "the answer is not readable", error);

    /// <summary>The call did not work out, for a reason that has nothing to do with what was asked.</summary>
    public SupplierException Failed(SupplierCall call, string why) =>
        new(SupplierFault.Unavailable, $"{access.Name} did not {call.Asked}: {why}.");

    private async Task<HttpResponseMessage?> SendAsync(SupplierCall call, CancellationToken cancel)
    {
        using var client = clients.CreateClient(access.HttpClientName);
        using var request = new HttpRequestMessage(call.Method, call.Path) { Content = call.Content };
        request.Options.Set(ResilientHttp.Repeatable, call.IsRepeatable && !call.Buys);
        request.Headers.TryAddWithoutValidation("Authorization", access.Authorization);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(request, cancel);
        }
        catch (RateLimiterRejectedException error)
        {
            throw new SupplierException(
                SupplierFault.Unavailable,
                $"The request to {call.Asked} was not sent to {access.Name}: too many requests are in progress.",
                error
            );
        }
        catch (TimeoutRejectedException error)
        {
            throw Lost(call, $"no answer within {access.Timeout.TotalSeconds:0.###} seconds", error);
        }
        catch (HttpRequestException error)
        {
            // Without a connection nothing was sent; otherwise only the answer may be lost.
            var wasSent =
                error.HttpRequestError
                is not (
                    HttpRequestError.NameResolutionError
                    or HttpRequestError.ConnectionError
                    or HttpRequestError.SecureConnectionError
                    or HttpRequestError.ProxyTunnelError
                );
            throw wasSent
                ? Lost(call, "the connection was lost", error)
                : new SupplierException(
                    SupplierFault.Unavailable,
                    $"{access.Name} did not {call.Asked}: it cannot be reached. Check the network and {access.BaseUrlSetting}.",
                    error
                );
        }
        catch (IOException error)
        {
            throw Lost(call, "the connection was lost", error);
        }

        log.LogDebug("{Supplier} answered {Status} to {Method}: {Asked}", access.Name, (int)response.StatusCode, call.Method, call.Asked);
        try
        {
            if (response.IsSuccessStatusCode)
                return response;
            var error = await ErrorAsync(response, cancel);
            if (call.MayBeMissing && response.StatusCode == HttpStatusCode.NotFound && error.Message is not null)
            {
                response.Dispose();
                return null;
            }

            throw Refusal(call, response, error);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private SupplierException Refusal(SupplierCall call, HttpResponseMessage response, SupplierError error)
    {
        var status = (int)response.StatusCode;
        var words = Words(error.Message) ?? $"HTTP status {status}";
        var wait = Wait(response);
        if (status is 408 or >= 500)
            return Lost(call, words, null, wait);
        if (status < 400 || status == 404 && error.Message is null)
            return Failed(call, $"HTTP status {status}, and not in {access.Name}'s own words. Check {access.BaseUrlSetting}");

        var fault =
            status == 429 ? SupplierFault.Throttled
            : error.Code is { } code && access.FaultOfCode(code) is { } known ? known
            : status == 402 ? SupplierFault.NoFunds
            : status is 401 or 403 ? SupplierFault.Credentials
            : status is 409 or 410 || SaysGone(words) ? SupplierFault.Gone
            : SupplierFault.Refused;
        // Only a purchase is about a number that others may buy.
        if (fault == SupplierFault.Gone && !call.Buys)
            fault = SupplierFault.Refused;
        var name = access.Name;
        var sentence = fault switch
        {
            SupplierFault.Gone => $"{name} did not {call.Asked}: the number is no longer available. {name} says: {words}",
            SupplierFault.NoFunds =>
                $"{name} did not {call.Asked}: the account has no funds or is suspended. Add funds at {name}, then try again. "
                    + $"{name} says: {words}",
            SupplierFault.Credentials =>
                $"{name} did not {call.Asked}: it does not accept the credentials. Check {access.CredentialSettings}. {name} says: {words}",
            SupplierFault.Throttled => $"{name} did not {call.Asked}: too many requests. Try again later. {name} says: {words}",
            _ => $"{name} refused to {call.Asked}: {words}",
        };
        return new(fault, sentence) { RetryAfter = wait };
    }

    private SupplierException Lost(SupplierCall call, string why, Exception? error, TimeSpan? wait = null) =>
        call.Buys
            ? new(
                SupplierFault.Unknown,
                $"{access.Name} may or may not have done this: {call.Asked}. There is no answer to trust ({why}). "
                    + "Look it up before trying again.",
                error
            )
            {
                RetryAfter = wait,
            }
            : new(SupplierFault.Unavailable, $"{access.Name} did not {call.Asked}: {why}.", error) { RetryAfter = wait };

    private async Task<SupplierError> ErrorAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            using var json = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancel), default, cancel);
            return json.RootElement.ValueKind == JsonValueKind.Object ? access.ReadError(json.RootElement) : default;
        }
        catch (JsonException)
        {
            // For example the page of a proxy: the status is used instead.
            return default;
        }
    }

    /// <summary>The supplier's words on one line, without secrets and not too long.</summary>
    public string? Words(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        foreach (var secret in access.Secrets)
            text = text.Replace(secret, "…", StringComparison.Ordinal);
        var plain = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return plain.Length < MostWords ? plain : $"{plain[..(MostWords - 1)]}…";
    }

    /// <summary>Suppliers have several codes for this, and not all are documented. Either way nothing was bought.</summary>
    private static bool SaysGone(string words) =>
        words.Contains("not available", StringComparison.OrdinalIgnoreCase)
        || words.Contains("no longer available", StringComparison.OrdinalIgnoreCase);

    /// <summary>How long to wait: <c>Retry-After</c>, or the seconds until the rate limit starts anew.</summary>
    private TimeSpan? Wait(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => response.Headers.TryGetValues("x-ratelimit-reset", out var values)
            && int.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(seconds)
                : TimeSpan.Zero,
        };
        return wait <= TimeSpan.Zero ? null
            : wait > s_longestWait ? s_longestWait
            : wait;
    }
}
