using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace AdminPortal.Providers.Agents.Retell;

/// <summary>An agent as Retell writes it. All may be absent: what it does not say is null.</summary>
internal sealed record RetellAgent
{
    public string? AgentId { get; init; }
    public string? AgentName { get; init; }
    public string? VoiceId { get; init; }

    /// <summary>A tag, or a list of them.</summary>
    public JsonElement? Language { get; init; }
    public RetellEngine? ResponseEngine { get; init; }
    public string? WebhookUrl { get; init; }
    public int? Version { get; init; }
    public bool? IsPublished { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public long? LastModificationTimestamp { get; init; }

    [JsonIgnore]
    public string? LanguageText => Language switch
    {
        { ValueKind: JsonValueKind.String } one => one.GetString(),
        { ValueKind: JsonValueKind.Array } several => string.Join(", ", several.EnumerateArray()),
        _ => null,
    };
}

/// <summary>What an agent thinks with.</summary>
internal sealed record RetellEngine
{
    public const string Llm = "retell-llm";

    public string? Type { get; init; }
    public string? LlmId { get; init; }
}

/// <summary>The part of an agent that holds what it says. It has no name, so our mark stands among its variables.</summary>
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
    public AgentMark? Mark => AgentMark.Find(DefaultDynamicVariables?[MarkVariable] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null);

    /// <summary>What the agent says first: nothing where the caller is to speak, or where it makes something up; null where that was not said.</summary>
    [JsonIgnore]
    public string? Greeting => StartSpeaker == CallerSpeaks ? "" : BeginMessage ?? (StartSpeaker is null ? null : "");
}

internal sealed record RetellNumber
{
    public string? PhoneNumber { get; init; }
    public IReadOnlyList<RetellInboundAgent>? InboundAgents { get; init; }
}

/// <param name="Weight">Its share of the calls; those of one number add up to 1.</param>
internal sealed record RetellInboundAgent(string? AgentId, double? Weight);

internal sealed record RetellVoice(string? VoiceId, string? VoiceName, string? Accent, string? Gender, string? Age);

/// <summary>A page of a list, and the key of the next.</summary>
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

internal sealed record LlmBody(string GeneralPrompt, string StartSpeaker, string BeginMessage, JsonObject DefaultDynamicVariables);

internal sealed record VersionBody(int Version);

internal sealed record BaseVersionBody(int BaseVersion);

/// <param name="InboundAgents">Null means nobody, and is written.</param>
internal sealed record BindingBody([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<RetellInboundAgent>? InboundAgents)
{
    /// <summary>Whose the number is, for people who look at Retell; null leaves what is there.</summary>
    public string? Nickname { get; init; }
}

internal sealed record ImportBody(string PhoneNumber, string TerminationUri, IReadOnlyList<RetellInboundAgent> InboundAgents, string Nickname)
{
    /// <summary>Retell's default is true, which would take any text for a number.</summary>
    [JsonPropertyName("ignore_e164_validation")]
    public bool IgnoreE164Validation { get; init; }

    public string? SipTrunkAuthUsername { get; init; }
    public string? SipTrunkAuthPassword { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
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
[JsonSerializable(typeof(ImportBody))]
internal sealed partial class RetellJson : JsonSerializerContext;
