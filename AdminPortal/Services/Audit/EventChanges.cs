using System.Globalization;
using System.Text.Json;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;

namespace AdminPortal.Services.Audit;

/// <summary>One changed field, in words.</summary>
/// <param name="Before">Null without a value before.</param>
/// <param name="After">Null without a value after.</param>
public sealed record FieldChange(string Field, FieldValue? Before, FieldValue? After);

/// <summary>A field's value: a time, or text.</summary>
public sealed record FieldValue(string Text, DateTimeOffset? Moment = null);

/// <summary>The changes of an event, field by field.</summary>
public static class EventChanges
{
    /// <summary>The changed fields, in recorded order.</summary>
    public static IReadOnlyList<FieldChange> Of(HistoryEntry e) =>
        [
            .. Names(e.Before)
                .Concat(Names(e.After))
                .Distinct()
                // The name beside it is more useful than the id.
                // The sentence says that it is an undo.
                .Where(name => name is not ("assigned_to" or PortalWrite.UndoField))
                .Select(name => new FieldChange(Word(name), Value(e.Before, name), Value(e.After, name)))
                .Where(change => change is not { Before: null, After: null }),
        ];

    private static IEnumerable<string> Names(JsonElement? fields) =>
        fields is { ValueKind: JsonValueKind.Object } all ? all.EnumerateObject().Select(p => p.Name) : [];

    private static FieldValue? Value(JsonElement? fields, string name)
    {
        if (fields is not { ValueKind: JsonValueKind.Object } all || !all.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Number when value.TryGetInt64(out var count) => new FieldValue(
                count.ToString("N0", CultureInfo.InvariantCulture)
            ),
            JsonValueKind.True => new FieldValue("Yes"),
            JsonValueKind.False => new FieldValue("No"),
            JsonValueKind.String when value.TryGetDateTimeOffset(out var moment) => new FieldValue(value.GetString()!, moment),
            JsonValueKind.String when E164.TryParseExact(value.GetString(), out _) => new FieldValue(E164.Shown(value.GetString()!)),
            JsonValueKind.String when name is "status" or "role" or "mode" => new FieldValue(Capitalized(value.GetString()!)),
            _ => new FieldValue(value.ToString()),
        };
    }

    private static string Word(string name) =>
        name switch
        {
            "business_name" => "Business",
            "phone_number" => "Number",
            "quarantined_until" => "Quarantined until",
            "contact_email" => "E-mail",
            "file_name" => "File",
            "read" => "Rows read",
            _ => Capitalized(name.Replace('_', ' ')),
        };

    private static string Capitalized(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
