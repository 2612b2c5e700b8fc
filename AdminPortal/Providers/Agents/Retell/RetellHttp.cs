using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly.RateLimiting;
using Polly.Timeout;

namespace AdminPortal.Providers.Agents.Retell;

/// <summary>Sends requests to Retell, and classifies missing and invalid responses as <see cref="AgentProviderException"/>s.
/// <see cref="ResilientHttp"/> repeats all requests except creating ones.</summary>
internal sealed class RetellHttp(IHttpClientFactory clients, RetellSettings settings, TimeProvider clock, ILogger<RetellHttp> log)
{
    public const string HttpClientName = "Retell";

    /// <summary>Longest part of Retell's messages that is kept.</summary>
    private const int MostWords = 300;

    public async Task<RetellAnswer<NoBody>> SendAsync(
        HttpMethod method,
        string path,
        string asked,
        HttpContent? body,
        CancellationToken cancel,
        bool creates = false
    )
    {
        using var response = await AnswerAsync(method, path, asked, body, creates, cancel);
        return new(response.StatusCode, NoBody.Instance, asked, response.IsSuccessStatusCode ? "" : await WordsAsync(response, cancel));
    }

    public async Task<RetellAnswer<T>> SendAsync<T>(
        HttpMethod method,
        string path,
        string asked,
        HttpContent? body,
        JsonTypeInfo<T> shape,
        CancellationToken cancel,
        bool creates = false
    )
        where T : class
    {
        using var response = await AnswerAsync(method, path, asked, body, creates, cancel);
        if (!response.IsSuccessStatusCode)
            return new(response.StatusCode, null, asked, await WordsAsync(response, cancel));
        try
        {
            var value = await JsonSerializer.DeserializeAsync(await response.Content.ReadAsStreamAsync(cancel), shape, cancel);
            return new(response.StatusCode, value ?? throw new JsonException("The answer is null."), asked, "");
        }
        catch (JsonException error)
        {
            throw Lost(creates, asked, "the response is not readable", error);
        }
    }

    /// <summary>The response, if the caller can act on it: success, or a refusal of this request.</summary>
    private async Task<HttpResponseMessage> AnswerAsync(
        HttpMethod method,
        string path,
        string asked,
        HttpContent? body,
        bool creates,
        CancellationToken cancel
    )
    {
        using var client = clients.CreateClient(HttpClientName);
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Options.Set(ResilientHttp.Repeatable, !creates);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.ApiKey);
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(request, cancel);
        }
        catch (RateLimiterRejectedException error)
        {
            throw new AgentProviderException(
                AgentFault.Passing,
                $"The request to {asked} was not sent to Retell: too many requests are in progress.",
                error
            );
        }
        catch (TimeoutRejectedException error)
        {
            throw Lost(creates, asked, $"no response within {settings.Timeout.TotalSeconds:0.###} seconds", error);
        }
        catch (HttpRequestException error)
        {
            // Without a connection nothing was sent; otherwise only the response may be lost.
            var wasAsked =
                error.HttpRequestError
                is not (
                    HttpRequestError.NameResolutionError
                    or HttpRequestError.ConnectionError
                    or HttpRequestError.SecureConnectionError
                    or HttpRequestError.ProxyTunnelError
                );
            throw Lost(creates && wasAsked, asked, wasAsked ? "the connection was lost" : "not reachable", error);
        }
        catch (IOException error)
        {
            throw Lost(creates, asked, "the connection was lost", error);
        }

        log.LogDebug("Retell answered {Status} to {Method} {Path}", (int)response.StatusCode, method, path);
        try
        {
            return await FaultAsync(response, creates, asked, cancel) is { } fault ? throw fault : response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The failure that a response reports if it does not concern the request itself (rate limit, outage, wrong key); otherwise null.
    /// </summary>
    private async Task<AgentProviderException?> FaultAsync(
        HttpResponseMessage response,
        bool creates,
        string asked,
        CancellationToken cancel
    )
    {
        var status = (int)response.StatusCode;
        switch (status)
        {
            case 429:
                return new(AgentFault.Throttled, $"Retell rate limit: {await WordsAsync(response, cancel)}")
                {
                    RetryAfter = Patience(response),
                };
            case 408 or >= 500:
                return Lost(creates, asked, await WordsAsync(response, cancel), null);
            case 401 or 403:
                return new(AgentFault.ForAPerson, $"Retell rejects the API key in Retell:ApiKey: {await WordsAsync(response, cancel)}");
            case 402:
                return new(AgentFault.ForAPerson, $"Retell: payment required: {await WordsAsync(response, cancel)}");
            case < 200 or (>= 300 and < 400):
            case 404 when response.Content.Headers.ContentType?.MediaType is not "application/json":
                // Retell reports missing objects in JSON; this is another server, so its 404 has no meaning.
                return new(
                    AgentFault.ForAPerson,
                    $"Retell did not {asked}: {settings.BaseUrl} returned HTTP status {status}. Check Retell:BaseUrl."
                );
            default:
                return null;
        }
    }

    private static AgentProviderException Lost(bool creates, string asked, string why, Exception? error) =>
        creates
            ? new(AgentFault.Unknown, $"No response from Retell ({asked}): {why}. It is checked before the next attempt.", error)
            : new(AgentFault.Passing, $"Retell did not {asked}: {why}.", error);

    private TimeSpan? Patience(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > clock.GetUtcNow() => date - clock.GetUtcNow(),
            _ => null,
        };

    /// <summary>Retell's message, shortened to one line and without the API key.</summary>
    private async Task<string> WordsAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        string? words = null;
        try
        {
            words = (
                await JsonSerializer.DeserializeAsync(
                    await response.Content.ReadAsStreamAsync(cancel),
                    RetellJson.Default.RetellError,
                    cancel
                )
            )?.Message;
        }
        catch (JsonException)
        {
            // For example the page of a proxy: the status is used instead.
        }

        if (string.IsNullOrWhiteSpace(words))
            return $"HTTP status {(int)response.StatusCode}";
        var plain = new string([
            .. words.Replace(settings.ApiKey, "…", StringComparison.Ordinal).Select(c => char.IsControl(c) ? ' ' : c),
        ]).Trim();
        return plain.Length <= MostWords ? plain : $"{plain[..MostWords]}…";
    }

    /// <summary>
    /// Each item of all pages, once. A list whose page keys repeat is an error: a partial list would lead to a second agent, or to deleting
    /// a part that is in use.
    /// </summary>
    public static async IAsyncEnumerable<T> PagesAsync<T>(
        string asked,
        Func<T, string?> id,
        Func<string?, Task<RetellAnswer<RetellPage<T>>>> ask,
        [EnumeratorCancellation] CancellationToken cancel
    )
        where T : class
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? key = null;
        do
        {
            cancel.ThrowIfCancellationRequested();
            var page = (await ask(key)).Need();
            foreach (var item in page.Items ?? [])
            {
                if (id(item) is { } known && seen.Add(known))
                    yield return item;
            }

            // An empty page may have a next page, because the filter may be applied after paging.
            key = page.HasMore ?? page.Items is { Count: > 0 } ? page.PaginationKey : null;
            if (page.HasMore == true && key is null || key is not null && !keys.Add(key))
                throw new AgentProviderException(AgentFault.Passing, $"Retell did not {asked}: paging did not advance.");
        } while (key is not null);
    }
}
