using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AdminPortal.Providers.Agents.Retell;

/// <summary>Retell's HTTP API, one method per request.</summary>
internal sealed class RetellClient(RetellHttp http, RetellSettings settings)
{
    /// <summary>Retell's largest page.</summary>
    private const int PageSize = 1000;

    private static RetellJson Json => RetellJson.Default;

    public RetellSettings Settings => settings;

    public Task<RetellAnswer<RetellAgent>> GetAgentAsync(string id, CancellationToken cancel) =>
        http.SendAsync(HttpMethod.Get, $"get-agent/{Escape(id)}", "get the agent", null, Json.RetellAgent, cancel);

    public Task<RetellAnswer<RetellAgent>> CreateAgentAsync(AgentBody body, CancellationToken cancel) =>
        http.SendAsync(
            HttpMethod.Post,
            "create-agent",
            "create the agent",
            Body(body, Json.AgentBody),
            Json.RetellAgent,
            cancel,
            creates: true
        );

    public Task<RetellAnswer<RetellAgent>> UpdateAgentAsync(string id, AgentBody body, CancellationToken cancel) =>
        http.SendAsync(
            HttpMethod.Patch,
            $"update-agent/{Escape(id)}",
            "update the agent",
            Body(body, Json.AgentBody),
            Json.RetellAgent,
            cancel
        );

    /// <summary>
    /// Creates a draft of a published version, which itself cannot be changed. Read the agent again whatever the response is.
    /// </summary>
    public Task<RetellAnswer<NoBody>> CreateDraftAsync(string id, int version, CancellationToken cancel) =>
        http.SendAsync(
            HttpMethod.Post,
            $"create-agent-version/{Escape(id)}",
            "create a draft of the agent",
            Body(new(version), Json.BaseVersionBody),
            cancel,
            creates: true
        );

    public Task<RetellAnswer<NoBody>> PublishAgentAsync(string id, int version, CancellationToken cancel) =>
        http.SendAsync(
            HttpMethod.Post,
            $"publish-agent-version/{Escape(id)}",
            "publish the agent",
            Body(new(version), Json.VersionBody),
            cancel
        );

    public Task<RetellAnswer<NoBody>> DeleteAgentAsync(string id, CancellationToken cancel) =>
        http.SendAsync(HttpMethod.Delete, $"delete-agent/{Escape(id)}", "delete the agent", null, cancel);

    /// <summary>
    /// The agents whose name contains the text. Retell may return others too, and only the id and the name are always present.
    /// </summary>
    public IAsyncEnumerable<RetellAgent> ListAgentsAsync(string text, CancellationToken cancel) =>
        RetellHttp.PagesAsync(
            "list the agents",
            a => a.AgentId,
            key =>
                http.SendAsync(
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
        http.SendAsync(HttpMethod.Get, $"get-retell-llm/{Escape(id)}", "get the agent's LLM", null, Json.RetellLlm, cancel);

    public Task<RetellAnswer<RetellLlm>> CreateLlmAsync(LlmBody body, CancellationToken cancel) =>
        http.SendAsync(
            HttpMethod.Post,
            "create-retell-llm",
            "create the agent's LLM",
            Body(body, Json.LlmBody),
            Json.RetellLlm,
            cancel,
            creates: true
        );

    public Task<RetellAnswer<RetellLlm>> UpdateLlmAsync(string id, LlmBody body, CancellationToken cancel) =>
        http.SendAsync(
            HttpMethod.Patch,
            $"update-retell-llm/{Escape(id)}",
            "update the agent's LLM",
            Body(body, Json.LlmBody),
            Json.RetellLlm,
            cancel
        );

    public Task<RetellAnswer<NoBody>> DeleteLlmAsync(string id, CancellationToken cancel) =>
        http.SendAsync(HttpMethod.Delete, $"delete-retell-llm/{Escape(id)}", "delete the agent's LLM", null, cancel);

    public IAsyncEnumerable<RetellLlm> ListLlmsAsync(CancellationToken cancel) =>
        RetellHttp.PagesAsync(
            "list the LLMs",
            l => l.LlmId,
            key =>
                http.SendAsync(
                    HttpMethod.Get,
                    $"v2/list-retell-llms?limit={PageSize}{After(key)}",
                    "list the LLMs",
                    null,
                    Json.RetellPageRetellLlm,
                    cancel
                ),
            cancel
        );

    /// <summary>The LLMs that were created or changed last.</summary>
    public Task<RetellAnswer<RetellPage<RetellLlm>>> NewestLlmsAsync(int most, CancellationToken cancel) =>
        http.SendAsync(
            HttpMethod.Get,
            $"v2/list-retell-llms?limit={most}&sort_order=descending",
            "list the LLMs",
            null,
            Json.RetellPageRetellLlm,
            cancel
        );

    public Task<RetellAnswer<RetellNumber>> GetNumberAsync(string number, CancellationToken cancel) =>
        http.SendAsync(HttpMethod.Get, $"get-phone-number/{Escape(number)}", $"get the number {number}", null, Json.RetellNumber, cancel);

    public Task<RetellAnswer<RetellNumber>> ImportNumberAsync(ImportBody body, CancellationToken cancel) =>
        http.SendAsync(
            HttpMethod.Post,
            "import-phone-number",
            $"import the number {body.PhoneNumber}",
            Body(body, Json.ImportBody),
            Json.RetellNumber,
            cancel,
            creates: true
        );

    /// <summary>Binds the number to one agent only, or to none.</summary>
    public Task<RetellAnswer<RetellNumber>> RingAsync(string number, BindingBody body, CancellationToken cancel) =>
        http.SendAsync(
            HttpMethod.Patch,
            $"update-phone-number/{Escape(number)}",
            $"{(body.InboundAgents is null ? "unbind" : "bind")} the number {number}",
            body is OlderBindingBody older ? Body(older, Json.OlderBindingBody) : Body(body, Json.BindingBody),
            Json.RetellNumber,
            cancel
        );

    public IAsyncEnumerable<RetellNumber> ListNumbersAsync(CancellationToken cancel) =>
        RetellHttp.PagesAsync(
            "list the numbers",
            n => n.PhoneNumber,
            key =>
                http.SendAsync(
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
        http.SendAsync(HttpMethod.Get, "list-voices", "list the voices", null, Json.IReadOnlyListRetellVoice, cancel);

    public Task<RetellAnswer<RetellCall>> PlaceCallAsync(CallBody body, CancellationToken cancel) =>
        http.SendAsync(
            HttpMethod.Post,
            "v2/create-phone-call",
            "place the call",
            Body(body, Json.CallBody),
            Json.RetellCall,
            cancel,
            creates: true
        );

    /// <summary>One agent that answers every call.</summary>
    public static IReadOnlyList<RetellInboundAgent> Ringing(string agentId) => [new(agentId, 1)];

    private static StringContent Body<T>(T body, JsonTypeInfo<T> shape) =>
        new(JsonSerializer.Serialize(body, shape), Encoding.UTF8, "application/json");

    private static string After(string? key) => key is null ? "" : $"&pagination_key={Escape(key)}";

    private static string Escape(string part) => Uri.EscapeDataString(part);
}
