using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;
using AdminPortal.Providers.Agents.Retell;

namespace AdminPortal.Services.Agents;

/// <summary>What became of a webhook.</summary>
internal enum WebhookResult
{
    /// <summary>
    /// Kept, or nothing that we keep: an event known already, an agent that is not ours, a kind that says nothing of a call.
    /// </summary>
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
    public bool MayBeGenuine(string? signature) =>
        settings is not null && (RetellSignature.MayBeGenuine(signature, clock.GetUtcNow()) || Refuse(signature));

    /// <param name="body">Byte for byte as it came in: the signature is over that. It is written to once that is checked.</param>
    /// <param name="signature">The header <c>x-retell-signature</c>.</param>
    public async Task<WebhookResult> TakeAsync(Memory<byte> body, string? signature, CancellationToken cancel)
    {
        if (
            settings is null
            || (!RetellSignature.IsGenuine(body.Span, signature, settings.ApiKey, clock.GetUtcNow()) && !Refuse(signature))
        )
            return WebhookResult.NotGenuine;
        // What the reader of JSON finds out only when it is asked for a text, and then throws.
        if (!Utf8.IsValid(body.Span))
            return WebhookResult.NotReadable;
        ReplaceLoneSurrogates(body.Span);
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

    /// <summary>
    /// Writes U+FFFD over each escaped half of a surrogate pair (<c>\ud800</c>) that lacks the other half: no text can hold it, and the
    /// event it
    /// comes with is worth keeping. The escape keeps its length.
    /// </summary>
    private static void ReplaceLoneSurrogates(Span<byte> json)
    {
        for (var i = json.IndexOf((byte)'\\'); i >= 0 && i + 1 < json.Length; )
        {
            var unit = Unit(json[i..]);
            var length = unit < 0 ? 2 : 6;
            if (unit is >= 0xD800 and < 0xDC00 && Unit(json[(i + 6)..]) is >= 0xDC00 and < 0xE000)
                length = 12;
            else if (unit is >= 0xD800 and < 0xE000)
                "fffd"u8.CopyTo(json[(i + 2)..]);
            i += length;
            var next = json[Math.Min(i, json.Length)..].IndexOf((byte)'\\');
            i = next < 0 ? -1 : i + next;
        }
    }

    /// <summary>The UTF-16 unit that an escape at the beginning stands for; -1 for another escape or none.</summary>
    private static int Unit(ReadOnlySpan<byte> text) =>
        text.Length >= 6
        && text[0] == '\\'
        && text[1] == 'u'
        && Utf8Parser.TryParse(text.Slice(2, 4), out ushort unit, out var read, 'x')
        && read == 4
            ? unit
            : -1;

    /// <summary>The call that is spoken of; null where it is none, or not one that can be kept.</summary>
    private static CallNotice? Read(JsonElement body)
    {
        if (
            body.ValueKind != JsonValueKind.Object
            || !body.TryGetProperty("call", out var call)
            || call.ValueKind != JsonValueKind.Object
            || Text(body, "event", MostEvent) is not { } happened
            || Text(call, "call_id", MostId) is not { } id
            || Text(call, "agent_id", MostId) is not { } agent
        )
            return null;
        return new CallNotice(
            happened,
            id,
            agent,
            Text(call, "from_number", MostNumber),
            Text(call, "to_number", MostNumber),
            Moment(call, "start_timestamp"),
            Moment(call, "end_timestamp"),
            Whole(call, "duration_ms") is { } length and >= 0 ? length : null,
            Text(call, "disconnection_reason", MostId)
        );
    }

    private static string? Text(JsonElement of, string name, int most) =>
        of.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
        && text.Length <= most
        && !text.Any(char.IsControl)
            ? text
            : null;

    private static long? Whole(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole)
            ? whole
            : null;

    private static DateTimeOffset? Moment(JsonElement of, string name) =>
        Whole(of, name) is { } milliseconds && milliseconds > 0 && milliseconds < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
