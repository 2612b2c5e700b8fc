using System.Text.Json;
using AdminPortal.Services.Numbers.Parsing;

namespace AdminPortal.Services.History;

/// <summary>A piece of an event's sentence.</summary>
/// <param name="Number">The number that the piece names, in E.164.</param>
/// <param name="BusinessId">The business that the piece names.</param>
public sealed record EventPart(string Text, string? Number = null, Guid? BusinessId = null);

/// <summary>Where an event is told: what the place is about is left out of the sentence.</summary>
public enum EventPlace
{
    /// <summary>Among all events.</summary>
    Everywhere,

    /// <summary>On the number's own page.</summary>
    OnNumber,

    /// <summary>On the business's own page.</summary>
    OnBusiness,
}

/// <summary>Says in a sentence what happened, without who did it and why: "Released +1 800 555 0100 from Acme Dental".</summary>
public static class EventWords
{
    /// <summary>The sentence in pieces, so that each record it names can be a link.</summary>
    public static IReadOnlyList<EventPart> Sentence(HistoryEntry e, EventPlace place = EventPlace.Everywhere)
    {
        var number =
            e.Number is null || place == EventPlace.OnNumber ? null : new EventPart(NumberLookup.Display(e.Number), Number: e.Number);
        var business =
            e.BusinessId is null || place == EventPlace.OnBusiness
                ? null
                : new EventPart(e.BusinessName ?? "a business", BusinessId: e.BusinessId);
        return e.Action switch
        {
            AuditActions.NumberAdded => Says("Added", number),
            AuditActions.NumberAssigned => Says("Assigned", number, "to", business),
            AuditActions.NumberReleased => Says("Released", number, "from", business),
            AuditActions.NumberReassigned => Says("Reassigned", number, "from", LastHolder(e), "to", business),
            AuditActions.ReleaseUndone => Says("Returned", number, "to", business, "(release undone)"),
            AuditActions.QuarantineEnded => number is null ? Says("Ended the quarantine") : Says("Ended the quarantine of", number),
            AuditActions.NumberDeactivated => Says("Deactivated", number),
            AuditActions.NumberActivated => Says("Activated", number),
            AuditActions.NumberDeleted => Says("Deleted", number),
            AuditActions.NumberNoted => Noted(e, number),
            AuditActions.BusinessCreated => business is null ? Says("Added the business") : Says("Added the business", business),
            AuditActions.BusinessChanged => business is null ? Says("Edited the business") : Says("Edited", business),
            AuditActions.BusinessLostNumber => Says(
                "Reassigned",
                number,
                business is null ? null : "from",
                business,
                "to another business"
            ),
            AuditActions.AgentCreated => Says("Made an agent", business is null ? null : "for", business),
            AuditActions.AgentChanged => Says("Edited the agent", business is null ? null : "of", business),
            AuditActions.AgentPaused => Says("Paused the agent", business is null ? null : "of", business),
            AuditActions.AgentResumed => Says("Resumed the agent", business is null ? null : "of", business),
            AuditActions.AgentRetried => Says("Asked for another try with the agent", business is null ? null : "of", business),
            AuditActions.AgentReady => Says(
                "The agent",
                business is null ? null : "of",
                business,
                Field(e.After, "status") == "paused" ? "rests" : "is ready"
            ),
            AuditActions.AgentFailed => Says(
                "The agent",
                business is null ? null : "of",
                business,
                "needs a hand:",
                Field(e.After, "last_error")
            ),
            AuditActions.AgentDrifted => Says(
                "The agent",
                business is null ? null : "of",
                business,
                "differs at its provider:",
                Field(e.After, "last_error")
            ),
            AuditActions.NumberAnsweredElsewhere => Says(
                "A call",
                number is null ? null : "to",
                number,
                "was answered by an unknown agent:",
                Field(e.After, "agent_id")
            ),
            AuditActions.BusinessWaits => Says("Put", business ?? new EventPart("the business"), "on the waiting list"),
            AuditActions.BusinessWaitsNoMore => Says("Took", business ?? new EventPart("the business"), "off the waiting list"),
            AuditActions.NumbersImported => Imported(e),
            AuditActions.ApiKeyCreated => Says("Created the API key", Named(e.After), business is null ? null : "for", business),
            AuditActions.ApiKeyRevoked => Says("Revoked the API key", Named(e.Before), business is null ? null : "of", business),
            AuditActions.UserInvited => Says("Invited", Person(e), Field(e.After, "role") is { } role ? $"as {role}" : null),
            AuditActions.UserJoined => Says("Joined the portal"),
            AuditActions.UserRoleChanged => Says(
                "Made",
                Person(e),
                Field(e.After, "role"),
                Field(e.Before, "role") is { } was ? $"(was {was})" : null
            ),
            AuditActions.UserLocked => Says("Locked", Person(e), Field(e.After, "reason") is { } why ? $"“{Shortened(why)}”" : null),
            AuditActions.UserUnlocked => Says("Unlocked", Person(e)),
            AuditActions.UserSignedOut => Says("Signed", Person(e), "out everywhere"),
            AuditActions.SessionEnded => Says("Ended one of their sessions"),
            AuditActions.SecondFactorTakenOff => Says(
                "Took the second factor off",
                Person(e),
                Field(e.After, "reason") is { } lost ? $"“{Shortened(lost)}”" : null
            ),
            AuditActions.UserPasswordChanged => Says("Chose a new password"),
            AuditActions.TwoFactorTurnedOn => Says("Set up an authenticator app"),
            AuditActions.TwoFactorTurnedOff => Says("Turned the authenticator app off"),
            AuditActions.RecoveryCodesReplaced => Says("Made new recovery codes"),
            AuditActions.RecoveryCodeUsed => Says("Signed in with a recovery code"),
            AuditActions.PasskeyAdded => Says("Added the passkey", Named(e.After)),
            AuditActions.PasskeyRenamed => Says("Renamed the passkey", Named(e.Before), "to", Named(e.After)),
            AuditActions.PasskeyRemoved => Says("Removed the passkey", Named(e.Before)),
            AuditActions.SampleDataAdded => Says("Filled the portal with sample data"),
            _ => Says(Plain(e.Action), number, business),
        };
    }

    /// <summary>The sentence as plain text.</summary>
    public static string Text(HistoryEntry e, EventPlace place = EventPlace.Everywhere) =>
        string.Concat(Sentence(e, place).Select(p => p.Text));

    private static List<EventPart> Noted(HistoryEntry e, EventPart? number)
    {
        if (Field(e.After, "note") is { } note)
            return Says(
                Field(e.Before, "note") is null ? "Noted" : "Changed the note",
                number is null ? null : "on",
                number,
                $"“{Shortened(note)}”"
            );
        return Says("Removed the note", number is null ? null : "on", number);
    }

    private static List<EventPart> Imported(HistoryEntry e)
    {
        var file = Field(e.After, "file_name");
        var added = Field(e.After, "added") is { } text && long.TryParse(text, out var count) ? count : 0;
        var status = Field(e.After, "status");
        return Says(
            status is null or "done"
                ? $"Imported {added:N0} {(added == 1 ? "number" : "numbers")}"
                : $"An import was {status} after {added:N0} {(added == 1 ? "number" : "numbers")}",
            file is null ? null : $"from {file}"
        );
    }

    /// <summary>Who lost a reassigned number.</summary>
    private static EventPart LastHolder(HistoryEntry e) =>
        new(
            Field(e.Before, "business_name") ?? "another business",
            BusinessId: Guid.TryParse(Field(e.Before, "assigned_to"), out var id) ? id : null
        );

    private static string Person(HistoryEntry e) => Field(e.After, "email") ?? "a user";

    private static string Named(JsonElement? fields) => Field(fields, "name") is { } name ? $"“{name}”" : "";

    /// <summary>An action that has no words of its own: "user.role_changed" is "User role changed".</summary>
    private static string Plain(string action)
    {
        var words = action.Replace('.', ' ').Replace('_', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static string Shortened(string note)
    {
        const int most = 80;
        var line = note.ReplaceLineEndings(" ");
        return line.Length <= most ? line : line[..most].TrimEnd() + "…";
    }

    private static string? Field(JsonElement? fields, string name) =>
        fields is { ValueKind: JsonValueKind.Object } all
        && all.TryGetProperty(name, out var value)
        && value.ValueKind != JsonValueKind.Null
            ? value.ToString()
            : null;

    /// <summary>Joins texts and pieces with spaces, without those that are missing; a word before a missing piece goes with it.</summary>
    private static List<EventPart> Says(params object?[] pieces)
    {
        var parts = new List<EventPart>();
        for (var i = 0; i < pieces.Length; i++)
        {
            var isLost = pieces[i] is "from" or "to" && i + 1 < pieces.Length && pieces[i + 1] is null;
            if (isLost || pieces[i] is null or "")
                continue;
            if (parts.Count > 0)
                parts.Add(new EventPart(" "));
            parts.Add(pieces[i] as EventPart ?? new EventPart((string)pieces[i]!));
        }

        return parts;
    }
}
