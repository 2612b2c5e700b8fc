using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace AdminPortal.Tests.Support;

/// <summary>A call that the stub's account placed.</summary>
public sealed record StubPhoneCall(string Id, string AgentId, string From, string To);

/// <summary>An agent at the stub.</summary>
public sealed record StubAgent(
    string Id,
    string Name,
    string VoiceId,
    string Language,
    string LlmId,
    int Version,
    bool IsPublished,
    long ModifiedAt
)
{
    public string? WebhookUrl { get; init; }
    public ImmutableArray<string> WebhookEvents { get; init; } = [];

    /// <summary>Its engine as JSON if it is not a Retell LLM; null for an LLM.</summary>
    public JsonObject? OtherEngine { get; init; }

    internal JsonObject ToJson() =>
        new()
        {
            ["agent_id"] = Id,
            ["agent_name"] = Name,
            ["voice_id"] = VoiceId,
            ["language"] = Language,
            ["response_engine"] =
                OtherEngine?.DeepClone()
                ?? new JsonObject
                {
                    ["type"] = "retell-llm",
                    ["llm_id"] = LlmId,
                    ["version"] = Version,
                },
            ["webhook_url"] = WebhookUrl,
            ["version"] = Version,
            ["is_published"] = IsPublished,
            ["last_modification_timestamp"] = ModifiedAt,
            ["channel"] = "voice",
            ["enable_backchannel"] = true,
        };

    /// <summary>The fields in a list.</summary>
    internal JsonObject ToListItem() =>
        new()
        {
            ["agent_id"] = Id,
            ["agent_name"] = Name,
            ["channel"] = "voice",
            ["user_modified_timestamp"] = ModifiedAt,
        };
}

/// <summary>An LLM at the stub.</summary>
public sealed record StubLlm(
    string Id,
    string? Prompt,
    string? BeginMessage,
    string StartSpeaker,
    ImmutableSortedDictionary<string, string> Variables,
    int Version,
    bool IsPublished,
    long ModifiedAt
)
{
    internal JsonObject ToJson() =>
        new()
        {
            ["llm_id"] = Id,
            ["general_prompt"] = Prompt,
            ["begin_message"] = BeginMessage,
            ["start_speaker"] = StartSpeaker,
            ["model"] = "gpt-4.1",
            ["default_dynamic_variables"] = Variables.IsEmpty
                ? null
                : new JsonObject(Variables.Select(v => KeyValuePair.Create<string, JsonNode?>(v.Key, v.Value))),
            ["version"] = Version,
            ["is_published"] = IsPublished,
            ["last_modification_timestamp"] = ModifiedAt,
        };
}

/// <summary>A number at the stub, and its agents.</summary>
public sealed record StubNumber(string Number, ImmutableArray<string> AgentIds, string? Nickname)
{
    /// <summary>The trunk with which it was imported, and its credentials; null if Retell sold it.</summary>
    public string? TerminationUri { get; init; }
    public string? SipUsername { get; init; }
    public string? SipPassword { get; init; }

    /// <summary>The version to which its calls are pinned; null for the latest.</summary>
    public int? AgentVersion { get; init; }

    /// <summary>How it reports its agents.</summary>
    public StubNumberShape Shape { get; init; }

    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["phone_number"] = Number,
            ["phone_number_type"] = TerminationUri is null ? "retell-twilio" : "custom",
            ["nickname"] = Nickname,
        };
        switch (Shape)
        {
            case StubNumberShape.Usual:
                json["inbound_agents"] = AgentIds.IsEmpty ? null : Agents();
                break;
            case StubNumberShape.EmptyList:
                json["inbound_agents"] = Agents();
                break;
            case StubNumberShape.Older:
                json["inbound_agent_id"] = AgentIds.FirstOrDefault();
                json["inbound_agent_version"] = AgentVersion;
                break;
            case StubNumberShape.Unknown:
                json["inbound_agents"] = new JsonObject { ["default"] = AgentIds.FirstOrDefault() };
                break;
        }

        return json;
    }

    private JsonArray Agents() =>
        [
            .. AgentIds.Select(id =>
            {
                var agent = new JsonObject { ["agent_id"] = id, ["weight"] = 1.0 / AgentIds.Length };
                if (AgentVersion is { } version)
                    agent["agent_version"] = version;
                return agent;
            }),
        ];
}

/// <summary>The ways in which a number reports its agents.</summary>
public enum StubNumberShape
{
    /// <summary>A list; null without agents.</summary>
    Usual,

    /// <summary>A list; empty without agents.</summary>
    EmptyList,

    /// <summary>The format before lists.</summary>
    Older,

    /// <summary>Not at all.</summary>
    Silent,

    /// <summary>In an unknown format.</summary>
    Unknown,
}

/// <summary>A request that the stub received.</summary>
/// <param name="Fault">Its failure.</param>
/// <param name="Status">The response's status; 0 without one.</param>
public sealed record StubCall(string Method, string Path, string Body, CallFault Fault, int Status)
{
    /// <summary>Such as <c>POST /create-agent</c>.</summary>
    public string Route => $"{Method} {Path}";

    public override string ToString() => $"{Route} {Body} -> {Fault} {Status}";
}
