using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace AdminPortal.Tests.Support;

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

    /// <summary>What it thinks with where that is no LLM of Retell's, as it is written; null for an LLM.</summary>
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

    /// <summary>All that a list says.</summary>
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

/// <summary>A number at the stub, and the agents that it rings.</summary>
public sealed record StubNumber(string Number, ImmutableArray<string> AgentIds, string? Nickname)
{
    /// <summary>The trunk that it was brought in with, and how to get in; null where Retell sold it.</summary>
    public string? TerminationUri { get; init; }
    public string? SipUsername { get; init; }
    public string? SipPassword { get; init; }

    /// <summary>The version that its calls are kept to; null for the latest.</summary>
    public int? AgentVersion { get; init; }

    /// <summary>How it says whom it rings.</summary>
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

/// <summary>The ways in which a number says whom it rings.</summary>
public enum StubNumberShape
{
    /// <summary>A list, and null for nobody.</summary>
    Usual,

    /// <summary>A list, empty for nobody.</summary>
    EmptyList,

    /// <summary>As numbers did before there were lists.</summary>
    Older,

    /// <summary>Not at all.</summary>
    Silent,

    /// <summary>In a way that nobody knows.</summary>
    Unknown,
}

/// <summary>A call that the stub got.</summary>
/// <param name="Fault">What went wrong with it.</param>
/// <param name="Status">What it was answered; 0 where it was not.</param>
public sealed record StubCall(string Method, string Path, string Body, RetellFault Fault, int Status)
{
    /// <summary>Such as <c>POST /create-agent</c>.</summary>
    public string Route => $"{Method} {Path}";

    public override string ToString() => $"{Route} {Body} -> {Fault} {Status}";
}
