using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly.RateLimiting;
using Polly.Timeout;

namespace AdminPortal.Providers.Agents.Retell;

/// <summary>
/// Asks Retell's HTTP interface, one method a call, and says what an answer means that never came or makes no sense.
/// What may be repeated is repeated in <see cref="RetellRegistration"/>, and that is all but what creates.
/// </summary>
internal sealed class RetellClient(IHttpClientFactory clients, RetellSettings settings, TimeProvider clock, ILogger<RetellClient> log)
{
    public const string HttpClientName = "Retell";

    /// <summary>Set on a request that may be sent again, because a second time changes nothing more.</summary>
    public static readonly HttpRequestOptionsKey<bool> Repeatable = new("AdminPortal.Repeatable");

    /// <summary>The most that Retell gives at once.</summary>
    private const int PageSize = 1000;

    /// <summary>What is kept of Retell's words.</summary>
    private const int MostWords = 300;

    private static RetellJson Json => RetellJson.Default;

    public RetellSettings Settings => settings;

    public Task<RetellAnswer<RetellAgent>> GetAgentAsync(string id, CancellationToken cancel) =>
        SendAsync(HttpMethod.Get, $"get-agent/{Escape(id)}", "look up the agent", null, Json.RetellAgent, cancel);

    public Task<RetellAnswer<RetellAgent>> CreateAgentAsync(AgentBody body, CancellationToken cancel) =>
        SendAsync(HttpMethod.Post, "create-agent", "make the agent", Body(body, Json.AgentBody), Json.RetellAgent, cancel, creates: true);

    public Task<RetellAnswer<RetellAgent>> UpdateAgentAsync(string id, AgentBody body, CancellationToken cancel) =>
        SendAsync(HttpMethod.Patch, $"update-agent/{Escape(id)}", "change the agent", Body(body, Json.AgentBody), Json.RetellAgent, cancel);

    /// <summary>
    /// Makes a draft on top of a version that is published, and can therefore not be changed. Whatever it answers, the agent is to be read
    /// again.
    /// </summary>
    public Task<RetellAnswer<NoBody>> CreateDraftAsync(string id, int version, CancellationToken cancel) =>
        SendAsync(
            HttpMethod.Post,
            $"create-agent-version/{Escape(id)}",
            "open the agent for changes",
            Body(new(version), Json.BaseVersionBody),
            cancel,
            creates: true
        );

    public Task<RetellAnswer<NoBody>> PublishAgentAsync(string id, int version, CancellationToken cancel) =>
        SendAsync(
            HttpMethod.Post,
            $"publish-agent-version/{Escape(id)}",
            "publish the agent",
            Body(new(version), Json.VersionBody),
            cancel
        );

    public Task<RetellAnswer<NoBody>> DeleteAgentAsync(string id, CancellationToken cancel) =>
        SendAsync(HttpMethod.Delete, $"delete-agent/{Escape(id)}", "remove the agent", null, cancel);

    /// <summary>
    /// The agents whose name holds the text, as far as Retell heeds it: what is no match may be among them. No more than id and name is
    /// certain.
    /// </summary>
    public IAsyncEnumerable<RetellAgent> ListAgentsAsync(string text, CancellationToken cancel) =>
        PagesAsync(
            "list the agents",
            a => a.AgentId,
            key =>
                SendAsync(
                    HttpMethod.Post,
                    $"v2/list-agents?limit={PageSize}{After(key)}",
                    "list the agents",
                    Body(new(new(text)), Json.AgentQuery),
                    Json.RetellPageRetellAgent,
                    cancel
                ),
            cancel
        );

    public Task<RetellAnswer<RetellLlm>> GetLlmAsync(string id, CancellationToken cancel) =>
        SendAsync(HttpMethod.Get, $"get-retell-llm/{Escape(id)}", "look up the agent's LLM", null, Json.RetellLlm, cancel);

    public Task<RetellAnswer<RetellLlm>> CreateLlmAsync(LlmBody body, CancellationToken cancel) =>
        SendAsync(
            HttpMethod.Post,
            "create-retell-llm",
            "make the agent's LLM",
            Body(body, Json.LlmBody),
            Json.RetellLlm,
            cancel,
            creates: true
        );

    public Task<RetellAnswer<RetellLlm>> UpdateLlmAsync(string id, LlmBody body, CancellationToken cancel) =>
        SendAsync(
            HttpMethod.Patch,
            $"update-retell-llm/{Escape(id)}",
            "change the agent's LLM",
            Body(body, Json.LlmBody),
            Json.RetellLlm,
            cancel
        );

    public Task<RetellAnswer<NoBody>> DeleteLlmAsync(string id, CancellationToken cancel) =>
        SendAsync(HttpMethod.Delete, $"delete-retell-llm/{Escape(id)}", "remove the agent's LLM", null, cancel);

    public IAsyncEnumerable<RetellLlm> ListLlmsAsync(CancellationToken cancel) =>
        PagesAsync(
            "list the LLMs",
            l => l.LlmId,
            key =>
                SendAsync(
                    HttpMethod.Get,
                    $"v2/list-retell-llms?limit={PageSize}{After(key)}",
                    "list the LLMs",
                    null,
                    Json.RetellPageRetellLlm,
                    cancel
                ),
            cancel
        );

    /// <summary>The LLMs that were made or changed last, up to so many.</summary>
    public Task<RetellAnswer<RetellPage<RetellLlm>>> NewestLlmsAsync(int most, CancellationToken cancel) =>
        SendAsync(
            HttpMethod.Get,
            $"v2/list-retell-llms?limit={most}&sort_order=descending",
            "list the LLMs",
            null,
            Json.RetellPageRetellLlm,
            cancel
        );

    public Task<RetellAnswer<RetellNumber>> GetNumberAsync(string number, CancellationToken cancel) =>
        SendAsync(HttpMethod.Get, $"get-phone-number/{Escape(number)}", $"look up the number {number}", null, Json.RetellNumber, cancel);

    public Task<RetellAnswer<RetellNumber>> ImportNumberAsync(ImportBody body, CancellationToken cancel) =>
        SendAsync(
            HttpMethod.Post,
            "import-phone-number",
            $"bring in the number {body.PhoneNumber}",
            Body(body, Json.ImportBody),
            Json.RetellNumber,
            cancel,
            creates: true
        );

    /// <summary>Makes the number ring one agent and no other, or nobody.</summary>
    public Task<RetellAnswer<RetellNumber>> RingAsync(string number, BindingBody body, CancellationToken cancel) =>
        SendAsync(
            HttpMethod.Patch,
            $"update-phone-number/{Escape(number)}",
            $"{(body.InboundAgents is null ? "unbind" : "bind")} the number {number}",
            body is OlderBindingBody older ? Body(older, Json.OlderBindingBody) : Body(body, Json.BindingBody),
            Json.RetellNumber,
            cancel
        );

    public IAsyncEnumerable<RetellNumber> ListNumbersAsync(CancellationToken cancel) =>
        PagesAsync(
            "list the numbers",
            n => n.PhoneNumber,
            key =>
                SendAsync(
                    HttpMethod.Get,
                    $"v2/list-phone-numbers?limit={PageSize}{After(key)}",
                    "list the numbers",
                    null,
                    Json.RetellPageRetellNumber,
                    cancel
                ),
            cancel
        );

    public Task<RetellAnswer<IReadOnlyList<RetellVoice>>> ListVoicesAsync(CancellationToken cancel) =>
        SendAsync(HttpMethod.Get, "list-voices", "list the voices", null, Json.IReadOnlyListRetellVoice, cancel);

    /// <summary>One agent that takes every call.</summary>
    public static IReadOnlyList<RetellInboundAgent> Ringing(string agentId) => [new(agentId, 1)];

    /// <summary>
    /// Each item of all pages, once. A list whose keys go round in a circle is refused and not cut off: who took it for the whole
    /// would make a second agent, or remove a part that is used.
    /// </summary>
    private static async IAsyncEnumerable<T> PagesAsync<T>(
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

            // A page may be empty and lead on all the same: a filter that takes effect after the paging leaves such.
            key = page.HasMore ?? page.Items is { Count: > 0 } ? page.PaginationKey : null;
            if (page.HasMore == true && key is null || key is not null && !keys.Add(key))
                throw new AgentProviderException(AgentFault.Passing, $"Retell did not {asked} to their end: paging did not advance.");
        } while (key is not null);
    }

    private async Task<RetellAnswer<NoBody>> SendAsync(
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

    private async Task<RetellAnswer<T>> SendAsync<T>(
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
            throw Lost(creates, asked, "its answer cannot be read", error);
        }
    }

    /// <summary>The answer to a call, where it is one that a caller can act upon: done, or refused for what was asked.</summary>
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
        request.Options.Set(Repeatable, !creates);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.ApiKey);
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(request, cancel);
        }
        catch (RateLimiterRejectedException error)
        {
            throw new AgentProviderException(AgentFault.Passing, $"Retell was not asked to {asked}: too many calls are under way.", error);
        }
        catch (TimeoutRejectedException error)
        {
            throw Lost(creates, asked, $"it did not answer within {settings.Timeout.TotalSeconds:0.###} seconds", error);
        }
        catch (HttpRequestException error)
        {
            // Where no connection came about, nothing was asked; otherwise the answer may be all that was lost.
            var wasAsked =
                error.HttpRequestError
                is not (
                    HttpRequestError.NameResolutionError
                    or HttpRequestError.ConnectionError
                    or HttpRequestError.SecureConnectionError
                    or HttpRequestError.ProxyTunnelError
                );
            throw Lost(creates && wasAsked, asked, wasAsked ? "the connection broke" : "it cannot be reached", error);
        }
        catch (IOException error)
        {
            throw Lost(creates, asked, "the connection broke", error);
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
    /// What an answer means that says nothing of what was asked: too many calls, an outage, a wrong key; null for any other.
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
                // What is missing at Retell is said in JSON; this is some other server, and nothing may be concluded from it.
                return new(
                    AgentFault.ForAPerson,
                    $"Retell did not {asked}: {settings.BaseUrl} answered {status}. Is Retell:BaseUrl right?"
                );
            default:
                return null;
        }
    }

    private static AgentProviderException Lost(bool creates, string asked, string why, Exception? error) =>
        creates
            ? new(AgentFault.Unknown, $"Retell was asked to {asked}, and it is not known whether it did: {why}.", error)
            : new(AgentFault.Passing, $"Retell did not {asked}: {why}.", error);

    private TimeSpan? Patience(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > clock.GetUtcNow() => date - clock.GetUtcNow(),
            _ => null,
        };

    /// <summary>Retell's own words, short and on one line, without the key should they repeat it.</summary>
    private async Task<string> WordsAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        string? words = null;
        try
        {
            words = (
                await JsonSerializer.DeserializeAsync(await response.Content.ReadAsStreamAsync(cancel), Json.RetellError, cancel)
            )?.Message;
        }
        catch (JsonException)
        {
            // A proxy's page, say: the status has to do.
        }

        if (string.IsNullOrWhiteSpace(words))
            return $"it answered {(int)response.StatusCode}";
        var plain = new string([
            .. words.Replace(settings.ApiKey, "…", StringComparison.Ordinal).Select(c => char.IsControl(c) ? ' ' : c),
        ]).Trim();
        return plain.Length <= MostWords ? plain : $"{plain[..MostWords]}…";
    }

    private static StringContent Body<T>(T body, JsonTypeInfo<T> shape) =>
        new(JsonSerializer.Serialize(body, shape), Encoding.UTF8, "application/json");

    private static string After(string? key) => key is null ? "" : $"&pagination_key={Escape(key)}";

    private static string Escape(string part) => Uri.EscapeDataString(part);
}
