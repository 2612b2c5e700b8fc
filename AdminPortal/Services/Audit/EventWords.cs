namespace AdminPortal.Services.Audit;

/// <summary>A part of an event's sentence.</summary>
/// <param name="Number">The number that the part names, in E.164.</param>
/// <param name="BusinessId">The business that the part names.</param>
public sealed record EventPart(string Text, string? Number = null, Guid? BusinessId = null);

/// <summary>Where an event is shown: the page's own record is left out of the sentence.</summary>
public enum EventPlace
{
    /// <summary>In the list of all events.</summary>
    Everywhere,

    /// <summary>On the number's own page.</summary>
    OnNumber,

    /// <summary>On the business's own page.</summary>
    OnBusiness,
}

/// <summary>An event as a sentence, from the table in <see cref="AuditActions"/>.</summary>
public static class EventWords
{
    /// <summary>The sentence in parts, so that each record can be a link.</summary>
    public static IReadOnlyList<EventPart> Sentence(HistoryEntry e, EventPlace place = EventPlace.Everywhere)
    {
        var facts = new EventFacts(e, place);
        var sentence = AuditActions.Find(e.Action) is { } action
            ? action.Sentence(facts)
            : EventFacts.Says(InWords(e.Action), facts.Number, facts.Business);
        return facts.IsUndo ? Undone(sentence) : sentence;
    }

    /// <summary>Whether the event takes an earlier one back; its sentence says which.</summary>
    public static bool IsUndo(HistoryEntry e) => new EventFacts(e, EventPlace.Everywhere).IsUndo;

    /// <summary>The sentence as plain text.</summary>
    public static string Text(HistoryEntry e, EventPlace place = EventPlace.Everywhere) =>
        string.Concat(Sentence(e, place).Select(p => p.Text));

    private static IReadOnlyList<EventPart> Undone(IReadOnlyList<EventPart> sentence) =>
        sentence is [{ Text: [var first, .. var rest] } verb, ..]
            ? [new EventPart("Undo: "), verb with { Text = char.ToLowerInvariant(first) + rest }, .. sentence.Skip(1)]
            : sentence;

    /// <summary>An action of a newer version: "user.role_changed" becomes "User role changed".</summary>
    private static string InWords(string action)
    {
        var words = action.Replace('.', ' ').Replace('_', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }
}
