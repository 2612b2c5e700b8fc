using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace AdminPortal.Providers.Agents.Retell;

/// <summary>Checks the signatures of Retell's webhooks and reads the call events in them.</summary>
internal sealed class RetellWebhooks(RetellSettings settings, TimeProvider clock)
{
    private const int MostId = 100;
    private const int MostEvent = 40;
    private const int MostNumber = 32;

    /// <summary>Whether the signature has the right form and time, so that its body is worth receiving.</summary>
    public bool MayBeGenuine(string? signature) => RetellSignature.MayBeGenuine(signature, clock.GetUtcNow());

    /// <param name="body">Byte for byte as it was received, because the signature covers that.</param>
    /// <param name="signature">The header <c>x-retell-signature</c>.</param>
    public bool IsGenuine(ReadOnlySpan<byte> body, string? signature) =>
        RetellSignature.IsGenuine(body, signature, settings.ApiKey, clock.GetUtcNow());

    /// <summary>Why the signature was refused, for support staff.</summary>
    public string WhyNotGenuine(string? signature) => RetellSignature.WhyNotGenuine(signature, clock.GetUtcNow());

    /// <summary>Reads a genuine body, and overwrites invalid characters in it.</summary>
    /// <param name="notice">Null for an event that is not about a call.</param>
    /// <returns>False when the body is not JSON in UTF-8.</returns>
    public static bool TryRead(Memory<byte> body, out CallNotice? notice)
    {
        notice = null;
        // The JSON reader checks this only when a text is read, and then throws another exception.
        if (!Utf8.IsValid(body.Span))
            return false;
        ReplaceLoneSurrogates(body.Span);
        try
        {
            using var document = JsonDocument.Parse(body);
            notice = Call(document.RootElement);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Replaces each escaped lone surrogate (<c>\ud800</c>) with U+FFFD: a string cannot contain it, and the event is still
    /// useful. The escape keeps its length.</summary>
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

    /// <summary>The UTF-16 unit of an escape at the beginning; -1 for another escape or none.</summary>
    private static int Unit(ReadOnlySpan<byte> text) =>
        text.Length >= 6
        && text[0] == '\\'
        && text[1] == 'u'
        && Utf8Parser.TryParse(text.Slice(2, 4), out ushort unit, out var read, 'x')
        && read == 4
            ? unit
            : -1;

    /// <summary>The call event; null for other events, and for one whose ids are missing or too long.</summary>
    private static CallNotice? Call(JsonElement body)
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
