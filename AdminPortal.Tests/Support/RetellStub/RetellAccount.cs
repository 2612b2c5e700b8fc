using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AdminPortal.Tests.Support;

/// <summary>A response of the stub.</summary>
internal sealed record StubAnswer(int Status, JsonNode? Body = null)
{
    public static StubAnswer Refused(int status, string message) =>
        new(status, new JsonObject { ["status"] = "error", ["message"] = message });

    public static StubAnswer Missing => Refused(422, "Cannot find requested asset under given api key.");
}

/// <summary>A Retell account: its state, and the effect of each request. Not thread-safe.</summary>
internal sealed class RetellAccount(TimeProvider clock)
{
    private int _lastId;

    public ImmutableSortedDictionary<string, StubAgent> Agents { get; set; } =
        ImmutableSortedDictionary<string, StubAgent>.Empty.WithComparers(StringComparer.Ordinal);
    public ImmutableSortedDictionary<string, StubLlm> Llms { get; set; } =
        ImmutableSortedDictionary<string, StubLlm>.Empty.WithComparers(StringComparer.Ordinal);
    public ImmutableSortedDictionary<string, StubNumber> Numbers { get; set; } =
        ImmutableSortedDictionary<string, StubNumber>.Empty.WithComparers(StringComparer.Ordinal);
    public HashSet<string> Voices { get; } = ["11labs-Adrian", "11labs-Amy", "openai-Alloy"];

    /// <summary>Calls that the account placed.</summary>
    public ImmutableList<StubPhoneCall> PhoneCalls { get; set; } = [];

    /// <summary>The address of the stub, where the samples of its voices are; null leaves them out.</summary>
    public Uri? SampleBase { get; set; }
    public bool FreezesPublished { get; set; } = true;
    public bool HeedsQueries { get; set; } = true;
    public bool RepeatsKeys { get; set; }
    public int LargestPage { get; set; } = 1000;
    public bool FiltersAfterPaging { get; set; }
    public bool ListsLag { get; set; }

    /// <summary>Whether the account may buy numbers.</summary>
    public bool HasFunds { get; set; } = true;

    /// <summary>Numbers that somebody else has.</summary>
    public HashSet<string> Gone { get; } = [];

    /// <summary>Agents and numbers that lists do not show yet.</summary>
    private readonly HashSet<string> _unlisted = [];

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public string NewId(string kind) => $"{kind}_{++_lastId:x8}";

    public StubAnswer Act(string method, string path, IReadOnlyDictionary<string, string> query, string text)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        JsonObject body;
        try
        {
            body = text.Length == 0 ? [] : JsonNode.Parse(text) as JsonObject ?? throw new JsonException();
        }
        catch (JsonException)
        {
            return StubAnswer.Refused(400, "Invalid request format, please check API reference.");
        }

        var id = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "";
        return (method, parts) switch
        {
            ("POST", ["create-retell-llm"]) => CreateLlm(body),
            ("GET", ["get-retell-llm", _]) => Llms.TryGetValue(id, out var llm) ? new(200, llm.ToJson()) : StubAnswer.Missing,
            ("PATCH", ["update-retell-llm", _]) => UpdateLlm(id, query, body),
            ("DELETE", ["delete-retell-llm", _]) => DeleteLlm(id),
            ("GET", ["v2", "list-retell-llms"]) => Page(Sorted(Llms.Values, l => l.ModifiedAt, query), query, l => l.Id, l => l.ToJson()),
            ("POST", ["create-agent"]) => CreateAgent(body),
            ("GET", ["get-agent", _]) => Agents.TryGetValue(id, out var agent) ? new(200, agent.ToJson()) : StubAnswer.Missing,
            ("PATCH", ["update-agent", _]) => UpdateAgent(id, query, body),
            ("POST", ["create-agent-version", _]) => CreateVersion(id, body),
            ("POST", ["publish-agent-version", _]) => Publish(id, body),
            ("DELETE", ["delete-agent", _]) => DeleteAgent(id),
            ("POST", ["v2", "list-agents"]) => ListAgents(query, body),
            ("POST", ["import-phone-number"]) => Import(body),
            ("POST", ["create-phone-number"]) => Buy(body),
            ("GET", ["get-phone-number", _]) => Numbers.TryGetValue(id, out var number) ? new(200, number.ToJson()) : StubAnswer.Missing,
            ("PATCH", ["update-phone-number", _]) => UpdateNumber(id, body),
            ("DELETE", ["delete-phone-number", _]) => Delete(id),
            ("GET", ["samples", var file]) => new(200, JsonValue.Create($"recording {file}")),
            ("POST", ["v2", "create-phone-call"]) => Call(body),
            ("GET", ["list-voices"]) => new(
                200,
                new JsonArray([
                    .. Voices
                        .Order()
                        .Select(v => new JsonObject
                        {
                            ["voice_id"] = v,
                            ["voice_name"] = v.Split('-')[1],
                            ["provider"] = "elevenlabs",
                            ["accent"] = "American",
                            ["gender"] = "female",
                            ["age"] = "Young",
                            ["preview_audio_url"] = SampleBase is null ? null : $"{SampleBase}samples/{v}.mp3",
                        }),
                ])
            ),
            ("GET", ["v2", "list-phone-numbers"]) => Page(
                Numbers.Values.Where(n => !ListsLag || !_unlisted.Contains(n.Number)),
                query,
                n => n.Number,
                n => n.ToJson()
            ),
            _ => StubAnswer.Refused(404, $"Cannot {method} /{string.Join('/', parts)}"),
        };
    }

    private StubAnswer CreateLlm(JsonObject body)
    {
        if (Text(body, "start_speaker") is not ("user" or "agent"))
            return StubAnswer.Refused(400, "request/body must have required property 'start_speaker'");
        var llm = new StubLlm(
            NewId("llm"),
            Text(body, "general_prompt"),
            Text(body, "begin_message"),
            Text(body, "start_speaker")!,
            Variables(body) ?? ImmutableSortedDictionary<string, string>.Empty,
            0,
            false,
            Now
        );
        Llms = Llms.Add(llm.Id, llm);
        return new(201, llm.ToJson());
    }

    private StubAnswer UpdateLlm(string id, IReadOnlyDictionary<string, string> query, JsonObject body)
    {
        if (!Llms.TryGetValue(id, out var llm))
            return StubAnswer.Missing;
        if (IsStale(query, llm.Version))
            return StubAnswer.Refused(412, "The version was changed meanwhile.");
        if (FreezesPublished && llm.IsPublished)
            return StubAnswer.Refused(400, "Cannot update published LLM.");
        llm = llm with
        {
            Prompt = body.ContainsKey("general_prompt") ? Text(body, "general_prompt") : llm.Prompt,
            BeginMessage = body.ContainsKey("begin_message") ? Text(body, "begin_message") : llm.BeginMessage,
            StartSpeaker = Text(body, "start_speaker") ?? llm.StartSpeaker,
            Variables = Variables(body) ?? llm.Variables,
            Version = FreezesPublished ? llm.Version : llm.Version + 1,
            ModifiedAt = Now,
        };
        Llms = Llms.SetItem(id, llm);
        return new(200, llm.ToJson());
    }

    private StubAnswer DeleteLlm(string id)
    {
        if (!Llms.ContainsKey(id))
            return StubAnswer.Missing;
        if (Agents.Values.Any(a => a.LlmId == id))
            return StubAnswer.Refused(400, "The Retell LLM is in use by an agent.");
        Llms = Llms.Remove(id);
        return new(204);
    }

    private StubAnswer CreateAgent(JsonObject body)
    {
        if (Text(body, "voice_id") is not { } voice || body["response_engine"] is not JsonObject engine)
            return StubAnswer.Refused(400, "request/body must have required properties 'response_engine' and 'voice_id'");
        if (Text(engine, "type") != "retell-llm" || Text(engine, "llm_id") is not { } llm)
            return StubAnswer.Refused(400, "request/body/response_engine must be a known response engine");
        if (!Llms.ContainsKey(llm))
            return StubAnswer.Refused(422, $"Retell LLM {llm} not found.");
        if (!Voices.Contains(voice))
            return StubAnswer.Refused(422, $"Item {voice} not found from voice");
        var agent = new StubAgent(
            NewId("agent"),
            Text(body, "agent_name") ?? "",
            voice,
            Text(body, "language") ?? "en-US",
            llm,
            0,
            false,
            Now
        )
        {
            WebhookUrl = Text(body, "webhook_url"),
            WebhookEvents = TextRules(body, "webhook_events"),
        };
        Agents = Agents.Add(agent.Id, agent);
        if (ListsLag)
            _unlisted.Add(agent.Id);
        return new(201, agent.ToJson());
    }

    private StubAnswer UpdateAgent(string id, IReadOnlyDictionary<string, string> query, JsonObject body)
    {
        if (!Agents.TryGetValue(id, out var agent))
            return StubAnswer.Missing;
        if (IsStale(query, agent.Version))
            return StubAnswer.Refused(412, "The version was changed meanwhile.");
        if (FreezesPublished && agent.IsPublished)
            return StubAnswer.Refused(400, "Cannot update published agent.");
        if (Text(body, "voice_id") is { } voice && !Voices.Contains(voice))
            return StubAnswer.Refused(422, $"Item {voice} not found from voice");
        if (body["response_engine"] is JsonObject engine && !Llms.ContainsKey(Text(engine, "llm_id") ?? ""))
            return StubAnswer.Refused(422, "Retell LLM not found.");
        agent = agent with
        {
            Name = Text(body, "agent_name") ?? agent.Name,
            VoiceId = Text(body, "voice_id") ?? agent.VoiceId,
            Language = Text(body, "language") ?? agent.Language,
            LlmId = body["response_engine"] is JsonObject given ? Text(given, "llm_id")! : agent.LlmId,
            WebhookUrl = body.ContainsKey("webhook_url") ? Text(body, "webhook_url") : agent.WebhookUrl,
            WebhookEvents = body.ContainsKey("webhook_events") ? TextRules(body, "webhook_events") : agent.WebhookEvents,
            Version = FreezesPublished ? agent.Version : agent.Version + 1,
            IsPublished = false,
            ModifiedAt = Now,
        };
        Agents = Agents.SetItem(id, agent);
        return new(200, agent.ToJson());
    }

    private StubAnswer CreateVersion(string id, JsonObject body)
    {
        if (!FreezesPublished)
            return StubAnswer.Refused(404, "Cannot POST /create-agent-version");
        if (!Agents.TryGetValue(id, out var agent))
            return StubAnswer.Missing;
        if (body["base_version"]?.GetValue<int>() is not { } version || version > agent.Version)
            return StubAnswer.Refused(422, "The base version does not exist.");
        agent = agent with { Version = agent.Version + 1, IsPublished = false, ModifiedAt = Now };
        Agents = Agents.SetItem(id, agent);
        if (Llms.TryGetValue(agent.LlmId, out var llm))
            Llms = Llms.SetItem(llm.Id, llm with { Version = agent.Version, IsPublished = false });
        return new(201, agent.ToJson());
    }

    private StubAnswer Publish(string id, JsonObject body)
    {
        if (!Agents.TryGetValue(id, out var agent))
            return StubAnswer.Missing;
        if (body["version"]?.GetValue<int>() is not { } version)
            return StubAnswer.Refused(400, "request/body must have required property 'version'");
        if (version != agent.Version)
            return StubAnswer.Refused(422, $"Version {version} does not exist or is not the latest.");
        if (agent.IsPublished)
            return StubAnswer.Refused(400, "The version is published already.");
        Agents = Agents.SetItem(id, agent with { IsPublished = true, ModifiedAt = Now });
        if (Llms.TryGetValue(agent.LlmId, out var llm))
            Llms = Llms.SetItem(llm.Id, llm with { IsPublished = true });
        return new(200);
    }

    /// <summary>Leaves numbers unchanged: it is not documented whether Retell unbinds them, so the portal must not rely on it.</summary>
    private StubAnswer DeleteAgent(string id)
    {
        if (!Agents.ContainsKey(id))
            return StubAnswer.Missing;
        Agents = Agents.Remove(id);
        return new(204);
    }

    private StubAnswer ListAgents(IReadOnlyDictionary<string, string> query, JsonObject body)
    {
        var text = HeedsQueries && body["filter_criteria"] is JsonObject criteria ? Text(criteria, "query") : null;
        var listed = Agents.Values.Where(a => !ListsLag || !_unlisted.Contains(a.Id));
        var page = Page(
            Sorted(listed.Where(a => FiltersAfterPaging || IsFound(a)), a => a.ModifiedAt, query),
            query,
            a => a.Id,
            a => a.ToListItem()
        );
        if (FiltersAfterPaging && page.Body is not null)
            page.Body["items"] = new JsonArray([
                .. page.Body["items"]!
                    .AsArray()
                    .Where(i => IsFound(Agents[i!["agent_id"]!.GetValue<string>()]))
                    .Select(i => i!.DeepClone()),
            ]);
        return page;

        bool IsFound(StubAgent a) =>
            text is null || a.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || a.Id.Contains(text, StringComparison.Ordinal);
    }

    private StubAnswer Import(JsonObject body)
    {
        if (Text(body, "phone_number") is not { } number || Text(body, "termination_uri") is not { } trunk)
            return StubAnswer.Refused(400, "request/body must have required properties 'phone_number' and 'termination_uri'");
        if (
            body["ignore_e164_validation"]?.GetValue<bool>() == false
            && !(number.StartsWith('+') && number.Length is > 7 and <= 16 && !number.AsSpan(1).ContainsAnyExceptInRange('0', '9'))
        )
            return StubAnswer.Refused(422, "The phone number is not in E.164 format.");
        if (Numbers.ContainsKey(number))
            return StubAnswer.Refused(400, "The phone number exists already.");
        if (Inbound(body) is not { } agents)
            return StubAnswer.Refused(422, "An inbound agent does not exist, or the weights do not add up to 1.");
        var added = new StubNumber(number, agents, Text(body, "nickname"))
        {
            TerminationUri = trunk,
            SipUsername = Text(body, "sip_trunk_auth_username"),
            SipPassword = Text(body, "sip_trunk_auth_password"),
        };
        Numbers = Numbers.Add(number, added);
        return new(201, added.ToJson());
    }

    private StubAnswer Buy(JsonObject body)
    {
        if (!HasFunds)
            return StubAnswer.Refused(402, "Trial has ended, please add payment method.");
        if (Text(body, "phone_number") is not { } number || body["toll_free"]?.GetValue<bool>() != true)
            return StubAnswer.Refused(400, "The stub sells toll-free numbers, by number only.");
        if (Text(body, "number_provider") is not ("twilio" or "telnyx"))
            return StubAnswer.Refused(400, "request/body/number_provider must be equal to one of the allowed values");
        if (Gone.Contains(number) || Numbers.ContainsKey(number))
            return StubAnswer.Refused(400, $"{number} is not available.");
        var bought = new StubNumber(number, [], Text(body, "nickname"));
        Numbers = Numbers.Add(number, bought);
        if (ListsLag)
            _unlisted.Add(number);
        return new(201, bought.ToJson());
    }

    /// <summary>Calls a phone; its events are not sent.</summary>
    private StubAnswer Call(JsonObject body)
    {
        if (Text(body, "from_number") is not { } from || Text(body, "to_number") is not { } to)
            return StubAnswer.Refused(400, "request/body must have required properties 'from_number' and 'to_number'");
        if (!Numbers.ContainsKey(from))
            return StubAnswer.Refused(422, $"Cannot find phone number {from}.");
        if (Text(body, "override_agent_id") is not { } agent || !Agents.ContainsKey(agent))
            return StubAnswer.Refused(400, "No outbound agent id set up for phone number.");
        var call = new StubPhoneCall(NewId("call"), agent, from, to);
        PhoneCalls = PhoneCalls.Add(call);
        return new(
            201,
            new JsonObject
            {
                ["call_type"] = "phone_call",
                ["call_id"] = call.Id,
                ["agent_id"] = agent,
                ["call_status"] = "registered",
                ["from_number"] = from,
                ["to_number"] = to,
                ["direction"] = "outbound",
            }
        );
    }

    private StubAnswer UpdateNumber(string id, JsonObject body)
    {
        if (!Numbers.TryGetValue(id, out var number))
            return StubAnswer.Missing;
        if (!body.ContainsKey("inbound_agents"))
            return new(200, number.ToJson());
        if (Inbound(body) is not { } agents)
            return StubAnswer.Refused(422, "An inbound agent does not exist, or the weights do not add up to 1.");

        // A number of the older kind uses the older fields only.
        if (number.Shape == StubNumberShape.Older)
            agents = body.ContainsKey("inbound_agent_id")
                ? Text(body, "inbound_agent_id") is { } older
                    ? [older]
                    : []
                : number.AgentIds;
        var keepsVersion = number.Shape == StubNumberShape.Older && !body.ContainsKey("inbound_agent_version");
        var version = keepsVersion ? number.AgentVersion : body["inbound_agents"]?[0]?["agent_version"]?.GetValue<int>();
        Numbers = Numbers.SetItem(
            id,
            number with
            {
                AgentIds = agents,
                AgentVersion = version,
                Nickname = Text(body, "nickname") ?? number.Nickname,
            }
        );
        return new(200, Numbers[id].ToJson());
    }

    private StubAnswer Delete(string id)
    {
        if (!Numbers.ContainsKey(id))
            return StubAnswer.Missing;
        Numbers = Numbers.Remove(id);
        return new(204);
    }

    /// <summary>The agents to bind to a number; null if invalid.</summary>
    private ImmutableArray<string>? Inbound(JsonObject body)
    {
        if (body["inbound_agents"] is not JsonArray { Count: > 0 } agents)
            return [];
        var weights = agents.Sum(a => a?["weight"]?.GetValue<double>() ?? 0);
        var ids = agents.Select(a => a?["agent_id"]?.GetValue<string>()).OfType<string>().ToImmutableArray();
        return Math.Abs(weights - 1) < 0.001 && ids.Length == agents.Count && ids.All(Agents.ContainsKey) ? ids : null;
    }

    private StubAnswer Page<T>(IEnumerable<T> all, IReadOnlyDictionary<string, string> query, Func<T, string> id, Func<T, JsonObject> write)
    {
        var limit = query.TryGetValue("limit", out var text) ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 50;
        if (limit is < 1 or > 1000)
            return StubAnswer.Refused(400, "querystring/limit must be from 1 to 1000");
        limit = Math.Min(limit, LargestPage);
        var rest = all.ToList();
        if (!RepeatsKeys && query.TryGetValue("pagination_key", out var key))
            rest = [.. rest.SkipWhile(item => id(item) != key).Skip(1)];
        var page = rest.Take(limit).ToList();
        var hasMore = rest.Count > page.Count;
        return new(
            200,
            new JsonObject
            {
                ["items"] = new JsonArray([.. page.Select(write)]),
                ["has_more"] = hasMore,
                ["pagination_key"] = hasMore ? id(page[^1]) : null,
            }
        );
    }

    /// <summary>Newest first by default; ids, which increase, order what has the same time.</summary>
    private static IEnumerable<T> Sorted<T>(IEnumerable<T> all, Func<T, long> modified, IReadOnlyDictionary<string, string> query) =>
        query.GetValueOrDefault("sort_order") == "ascending" ? all.OrderBy(modified) : all.Reverse().OrderByDescending(modified);

    private static bool IsStale(IReadOnlyDictionary<string, string> query, int version) =>
        query.TryGetValue("version", out var text) && int.TryParse(text, out var given) && given != version;

    private static ImmutableSortedDictionary<string, string>? Variables(JsonObject body) =>
        body["default_dynamic_variables"] is JsonObject given
            ? given.ToImmutableSortedDictionary(v => v.Key, v => v.Value?.GetValue<string>() ?? "", StringComparer.Ordinal)
            : null;

    private static string? Text(JsonObject body, string name) =>
        body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static ImmutableArray<string> TextRules(JsonObject body, string name) =>
        body[name] is JsonArray array ? [.. array.Select(v => v?.GetValue<string>()).OfType<string>()] : [];
}
