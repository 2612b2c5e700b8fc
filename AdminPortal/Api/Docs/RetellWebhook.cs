using System.Text.Json.Nodes;

namespace AdminPortal.Api.Docs;

/// <summary>Marks the route that Retell calls: it is authenticated by its signature, and its body is read raw.</summary>
internal sealed class RetellWebhook
{
    public const string SignatureHeader = "x-retell-signature";

    public static JsonNode Example =>
        new JsonObject
        {
            ["event"] = "call_ended",
            ["call"] = new JsonObject
            {
                ["call_id"] = "call_3f0c2f5e",
                ["agent_id"] = "agent_8d41",
                ["from_number"] = "+13125550188",
                ["to_number"] = "+18005550100",
                ["start_timestamp"] = 1_764_000_000_000,
                ["end_timestamp"] = 1_764_000_095_000,
                ["duration_ms"] = 95_000,
                ["disconnection_reason"] = "user_hangup",
            },
        };
}
