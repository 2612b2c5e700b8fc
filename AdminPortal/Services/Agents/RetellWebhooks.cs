using System.Text.Json;
using AdminPortal.Providers.Agents.Retell;

namespace AdminPortal.Services.Agents;

/// <summary>What became of a webhook.</summary>
internal enum WebhookResult
{
    /// <summary>Kept, or nothing that we keep: an event known already, an agent that is not ours, a kind that says nothing of a call.</summary>
    Taken,

    /// <summary>It is not Retell's, or too old.</summary>
    NotGenuine,

    /// <summary>The body is not JSON.</summary>
    NotReadable,

    /// <summary>The database cannot take it now; Retell sends it again.</summary>
    NotNow,
}

/// <summary>Takes what Retell tells of calls, once the signature is found good.</summary>
/// <param name="settings">Null where agents do not live at Retell: then nothing is genuine.</param>
internal sealed class RetellWebhooks(CallService calls, WebhookRefusals refusals, TimeProvider clock, RetellSettings? settings)
{
    private const int MostId = 100;
    private const int MostEvent = 40;
    private const int MostNumber = 32;

    /// <summary>Whether a body with this signature is worth reading: what cannot be genuine is refused before it takes room.</summary>
    public bool MayBeGenuine(string? signature) => settings is not null && (RetellSignature.MayBeGenuine(signature, clock.GetUtcNow()) || Refuse(signature));

    /// <param name="body">Byte for byte as it came in: the signature is over that.</param>
    /// <param name="signature">The header <c>x-retell-signature</c>.</param>
    public async Task<WebhookResult> TakeAsync(byte[] body, string? signature, CancellationToken cancel)
    {
        if (settings is null || (!RetellSignature.IsGenuine(body, signature, settings.ApiKey, clock.GetUtcNow()) && !Refuse(signature)))
            return WebhookResult.NotGenuine;
        CallNotice? notice;
        try
        {
            using var document = JsonDocument.Parse(body);
            notice = Read(document.RootElement);
        }
        catch (JsonException)
        {
            return WebhookResult.NotReadable;
        }

        if (notice is null)
            return WebhookResult.Taken;
        var taken = await calls.TakeAsync(Actor.System, RetellAgentProvider.ProviderName, notice, cancel);
        return taken.IsDone ? WebhookResult.Taken : WebhookResult.NotNow;
    }

    /// <summary>Counts it; always false.</summary>
    private bool Refuse(string? signature)
    {
        refusals.Note(RetellSignature.WhyNotGenuine(signature, clock.GetUtcNow()));
        return false;
    }

    /// <summary>The call that is spoken of; null where it is none, or not one that can be kept.</summary>
    private static CallNotice? Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("call", out var call) || call.ValueKind != JsonValueKind.Object
            || Text(body, "event", MostEvent) is not { } happened || Text(call, "call_id", MostId) is not { } id || Text(call, "agent_id", MostId) is not { } agent)
            return null;
        return new CallNotice(
            happened, id, agent, Text(call, "from_number", MostNumber), Text(call, "to_number", MostNumber),
            Moment(call, "start_timestamp"), Moment(call, "end_timestamp"),
            Whole(call, "duration_ms") is { } length and >= 0 ? length : null,
            Text(call, "disconnection_reason", MostId));
    }

    private static string? Text(JsonElement of, string name, int most) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && text.Length <= most && !text.Any(char.IsControl) ? text : null;

    private static long? Whole(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole) ? whole : null;

    private static DateTimeOffset? Moment(JsonElement of, string name) =>
        Whole(of, name) is { } milliseconds && milliseconds > 0 && milliseconds < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
