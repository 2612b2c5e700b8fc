using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace AdminPortal.Providers.Agents.Retell;

/// <summary>An agent in Retell's API. All fields may be missing: null means not reported.</summary>
internal sealed record RetellAgent
{
    public string? AgentId { get; init; }
    public string? AgentName { get; init; }
    public string? VoiceId { get; init; }

    /// <summary>A language tag, or a list of them.</summary>
    public JsonElement? Language { get; init; }
    public RetellEngine? ResponseEngine { get; init; }
    public string? WebhookUrl { get; init; }
    public int? Version { get; init; }
    public bool? IsPublished { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public long? LastModificationTimestamp { get; init; }

    [JsonIgnore]
    public string? LanguageText =>
        Language switch
        {
            { ValueKind: JsonValueKind.String } one => one.GetString(),
            { ValueKind: JsonValueKind.Array } several => string.Join(", ", several.EnumerateArray()),
            _ => null,
        };
}

/// <summary>The engine of an agent.</summary>
internal sealed record RetellEngine
{
    public const string Llm = "retell-llm";

    public string? Type { get; init; }
    public string? LlmId { get; init; }
}

/// <summary>The part of an agent that holds its content. It has no name, so our mark is one of its variables.</summary>
internal sealed record RetellLlm
{
    public const string MarkVariable = "ap_mark";
    public const string AgentSpeaks = "agent";
    public const string CallerSpeaks = "user";

    public string? LlmId { get; init; }
    public string? GeneralPrompt { get; init; }
    public string? BeginMessage { get; init; }
    public string? StartSpeaker { get; init; }
    public JsonObject? DefaultDynamicVariables { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public long? LastModificationTimestamp { get; init; }

    [JsonIgnore]
    public AgentMark? Mark =>
        AgentMark.Find(DefaultDynamicVariables?[MarkVariable] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null);

    /// <summary>Whether the greeting is generated: Retell does so for an agent that speaks first without a message.</summary>
    [JsonIgnore]
    public bool MakesUpGreeting => StartSpeaker != CallerSpeaks && BeginMessage is null;

    /// <summary>The greeting: empty if the caller speaks first; null if it is generated or was not reported.</summary>
    [JsonIgnore]
    public string? Greeting => StartSpeaker == CallerSpeaks ? "" : BeginMessage;
}

internal sealed record RetellNumber
{
    public string? PhoneNumber { get; init; }

    /// <summary>Kept as JSON, because absent, null and empty differ in meaning.</summary>
    public JsonElement InboundAgents { get; init; }

    /// <summary>The single agent of older numbers, and the version to which calls are pinned.</summary>
    public JsonElement InboundAgentId { get; init; }
    public JsonElement InboundAgentVersion { get; init; }

    /// <summary>Whether it uses the older fields, which the update must use as well.</summary>
    [JsonIgnore]
    public bool IsOfOlderShape =>
        InboundAgentId.ValueKind != JsonValueKind.Undefined || InboundAgentVersion.ValueKind != JsonValueKind.Undefined;

    /// <summary>The agents it is bound to; null if not reported, or in an unknown shape.</summary>
    [JsonIgnore]
    public IReadOnlyList<string>? AgentIds =>
        InboundAgents.ValueKind switch
        {
            JsonValueKind.Array when InboundAgents.GetArrayLength() > 0 => InboundAgents
                .EnumerateArray()
                .Select(a => TextOf(a, "agent_id"))
                .OfType<string>()
                .ToList()
                is var ids
            && ids.Count == InboundAgents.GetArrayLength()
                ? ids
                : null,
            JsonValueKind.Array or JsonValueKind.Null or JsonValueKind.Undefined => InboundAgentId.ValueKind switch
            {
                JsonValueKind.String => [InboundAgentId.GetString()!],
                JsonValueKind.Null => [],
                JsonValueKind.Undefined when InboundAgents.ValueKind != JsonValueKind.Undefined => [],
                _ => null,
            },
            _ => null,
        };

    /// <summary>The version to which some of its calls are pinned; null without one.</summary>
    [JsonIgnore]
    public string? PinnedVersion =>
        InboundAgents.ValueKind == JsonValueKind.Array && InboundAgents.GetArrayLength() > 0
            ? InboundAgents.EnumerateArray().Select(VersionIn).FirstOrDefault(v => v is not null)
        : InboundAgentId.ValueKind == JsonValueKind.String ? VersionOf(InboundAgentVersion)
        : null;

    private static string? TextOf(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string? VersionIn(JsonElement agent) =>
        agent.ValueKind == JsonValueKind.Object && agent.TryGetProperty("agent_version", out var version) ? VersionOf(version) : null;

    private static string? VersionOf(JsonElement version) =>
        version.ValueKind switch
        {
            JsonValueKind.Number => version.GetRawText(),
            JsonValueKind.String
                when version.GetString() is { Length: > 0 } text && !text.StartsWith("latest", StringComparison.OrdinalIgnoreCase) => text,
            _ => null,
        };
}

/// <summary>An agent to bind to a number. Without a version, calls go to the latest.</summary>
/// <param name="Weight">Its share of the calls; the shares of one number add up to 1.</param>
internal sealed record RetellInboundAgent(string AgentId, double Weight);

internal sealed record RetellVoice(
    string? VoiceId,
    string? VoiceName,
    string? Accent,
    string? Gender,
    string? Age,
    string? PreviewAudioUrl = null
);

/// <summary>A call to place.</summary>
/// <param name="OverrideAgentId">The agent of this call: the number itself has agents for incoming calls only.</param>
internal sealed record CallBody(string FromNumber, string ToNumber, string OverrideAgentId);

internal sealed record RetellCall(string? CallId);

/// <summary>A page of a list, with the key of the next page.</summary>
internal sealed record RetellPage<T>
{
    public IReadOnlyList<T>? Items { get; init; }
    public bool? HasMore { get; init; }
    public string? PaginationKey { get; init; }
}

internal sealed record RetellError(string? Message);

internal sealed record AgentQuery(AgentQuery.Criteria FilterCriteria)
{
    internal sealed record Criteria(string? Query);
}

internal sealed record AgentBody
{
    public string? AgentName { get; init; }
    public string? VoiceId { get; init; }
    public string? Language { get; init; }
    public RetellEngine? ResponseEngine { get; init; }
    public string? WebhookUrl { get; init; }
    public IReadOnlyList<string>? WebhookEvents { get; init; }
}

/// <param name="StartSpeaker">Null means no change, also for <paramref name="BeginMessage"/>.</param>
internal sealed record LlmBody(string GeneralPrompt, string? StartSpeaker, string? BeginMessage, JsonObject DefaultDynamicVariables);

internal sealed record VersionBody(int Version);

internal sealed record BaseVersionBody(int BaseVersion);

/// <param name="InboundAgents">Null means no agent, and is written.</param>
internal record BindingBody([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<RetellInboundAgent>? InboundAgents)
{
    /// <summary>The holder of the number, for people who look at it in Retell; null means no change.</summary>
    public string? Nickname { get; init; }
}

/// <summary>The binding in older and newer fields, for a number that uses the older ones. A null version means the latest.</summary>
internal sealed record OlderBindingBody(
    IReadOnlyList<RetellInboundAgent>? InboundAgents,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? InboundAgentId
) : BindingBody(InboundAgents)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? InboundAgentVersion { get; init; }
}

internal sealed record ImportBody(
    string PhoneNumber,
    string TerminationUri,
    IReadOnlyList<RetellInboundAgent> InboundAgents,
    string Nickname
)
{
    /// <summary>Retell's default is true, which would accept any text as a number.</summary>
    [JsonPropertyName("ignore_e164_validation")]
    public bool IgnoreE164Validation { get; init; }

    public string? SipTrunkAuthUsername { get; init; }
    public string? SipTrunkAuthPassword { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString
)]
[JsonSerializable(typeof(RetellAgent))]
[JsonSerializable(typeof(RetellLlm))]
[JsonSerializable(typeof(RetellNumber))]
[JsonSerializable(typeof(IReadOnlyList<RetellVoice>))]
[JsonSerializable(typeof(RetellPage<RetellAgent>))]
[JsonSerializable(typeof(RetellPage<RetellLlm>))]
[JsonSerializable(typeof(RetellPage<RetellNumber>))]
[JsonSerializable(typeof(RetellError))]
[JsonSerializable(typeof(AgentQuery))]
[JsonSerializable(typeof(AgentBody))]
[JsonSerializable(typeof(LlmBody))]
[JsonSerializable(typeof(VersionBody))]
[JsonSerializable(typeof(BaseVersionBody))]
[JsonSerializable(typeof(BindingBody))]
[JsonSerializable(typeof(OlderBindingBody))]
[JsonSerializable(typeof(ImportBody))]
[JsonSerializable(typeof(CallBody))]
[JsonSerializable(typeof(RetellCall))]
internal sealed partial class RetellJson : JsonSerializerContext;
