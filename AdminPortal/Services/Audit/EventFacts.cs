using System.Text.Json;
using AdminPortal.Providers.Suppliers;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;

namespace AdminPortal.Services.Audit;

/// <summary>The parts of an event's sentence. What the current page is about is null, and left out.</summary>
internal sealed class EventFacts(HistoryEntry e, EventPlace place)
{
    private const int MostQuoted = 80;

    /// <summary>Prepositions before a part, left out if the part is missing.</summary>
    private static readonly string[] s_prepositions = ["from", "to", "of", "for", "on", "as"];

    public EventPart? Number =>
        e.Number is null || place == EventPlace.OnNumber ? null : new EventPart(E164.Shown(e.Number), Number: e.Number);

    public EventPart? Business =>
        e.BusinessId is null || place == EventPlace.OnBusiness
            ? null
            : new EventPart(e.BusinessName ?? "a business", BusinessId: e.BusinessId);

    /// <summary>The business that lost a reassigned number.</summary>
    public EventPart LastHolder =>
        new(Before("business_name") ?? "another business", BusinessId: Guid.TryParse(Before("assigned_to"), out var id) ? id : null);

    /// <summary>Whether the event takes an earlier one back.</summary>
    public bool IsUndo => After(PortalWrite.UndoField) is not null;

    /// <summary>The address of the affected user.</summary>
    public string Person => After("email") ?? "a user";

    /// <summary>The phone of a test call.</summary>
    public string CalledNumber => After("to_number") is { } number ? E164.Shown(number) : "a phone";

    /// <summary>The supplier of a number or an order.</summary>
    public string? Supplier => After("supplier") is { } name ? SupplierNames.Shown(name) : null;

    public string? NameBefore => Before("name") is { } name ? $"“{name}”" : null;

    public string? NameAfter => After("name") is { } name ? $"“{name}”" : null;

    public string? QuotedReason => After("reason") is { } why ? Quoted(why) : null;

    public string? Before(string field) => Field(e.Before, field);

    public string? After(string field) => Field(e.After, field);

    /// <summary>Text that is never treated as a preposition.</summary>
    public static EventPart Plain(string text) => new(text);

    /// <summary>User text on one line, truncated.</summary>
    public static string Quoted(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return $"“{(line.Length <= MostQuoted ? line : line[..MostQuoted].TrimEnd() + "…")}”";
    }

    /// <summary>Joins texts and parts with spaces, without missing parts and the prepositions before them.</summary>
    public static IReadOnlyList<EventPart> Says(params object?[] pieces)
    {
        var parts = new List<EventPart>();
        for (var i = 0; i < pieces.Length; i++)
        {
            var leadsNowhere = s_prepositions.Contains(pieces[i]) && (i + 1 == pieces.Length || pieces[i + 1] is null);
            if (leadsNowhere || pieces[i] is null or "")
                continue;
            if (parts.Count > 0)
                parts.Add(new EventPart(" "));
            parts.Add(pieces[i] as EventPart ?? new EventPart((string)pieces[i]!));
        }

        return parts;
    }

    private static string? Field(JsonElement? fields, string name) =>
        fields is { ValueKind: JsonValueKind.Object } all
        && all.TryGetProperty(name, out var value)
        && value.ValueKind != JsonValueKind.Null
            ? value.ToString()
            : null;
}
