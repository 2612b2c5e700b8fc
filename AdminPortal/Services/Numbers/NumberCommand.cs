namespace AdminPortal.Services.Numbers;

/// <summary>An action on a number with its parameters. A closed set, one for each <see cref="NumberAction"/>.</summary>
public abstract record NumberCommand
{
    private NumberCommand(NumberAction action, string? reason = null, Guid? to = null) => (Action, Reason, To) = (action, reason, to);

    public NumberAction Action { get; }

    /// <summary>The reason for the history.</summary>
    public string? Reason { get; internal init; }

    /// <summary>Whether it takes an earlier action back; the history names it so.</summary>
    public bool IsUndo { get; init; }

    /// <summary>The business that gets the number; null for other actions.</summary>
    internal Guid? To { get; }

    /// <summary>Assigns an available number to a business without one.</summary>
    public sealed record Assign(Guid BusinessId, string? Reason = null) : NumberCommand(NumberAction.Assign, Reason, BusinessId);

    /// <summary>Releases a number from its business. It is in quarantine for <c>Numbers:QuarantineDays</c> before another business can get
    /// it; with 0 days it is available immediately.</summary>
    public sealed record Release(string? Reason) : NumberCommand(NumberAction.Release, Reason);

    /// <summary>Reassigns a number to another business without one, in one transaction.</summary>
    public sealed record Reassign(Guid BusinessId, string? Reason) : NumberCommand(NumberAction.Reassign, Reason, BusinessId);

    /// <summary>Returns a number in quarantine to the business that held it, if that business has no other number.</summary>
    public sealed record UndoRelease() : NumberCommand(NumberAction.UndoRelease);

    /// <summary>Ends a quarantine early.</summary>
    public sealed record EndQuarantine(string? Reason) : NumberCommand(NumberAction.EndQuarantine, Reason);

    /// <summary>Activates an inactive number.</summary>
    public sealed record Activate(string? Reason) : NumberCommand(NumberAction.Activate, Reason);

    /// <summary>Sets a number's note; null clears it.</summary>
    public sealed record Note(string? Text) : NumberCommand(NumberAction.Note);

    /// <summary>Deactivates an available number.</summary>
    public sealed record Deactivate(string? Reason) : NumberCommand(NumberAction.Deactivate, Reason);

    /// <summary>Deletes a number that was never assigned.</summary>
    public sealed record Delete() : NumberCommand(NumberAction.Delete);

    /// <summary>The command of an action, from the values of a form or batch.</summary>
    /// <param name="businessId">The business that gets the number, if the action assigns it.</param>
    /// <param name="text">The reason, or the note itself.</param>
    public static NumberCommand Of(NumberAction action, Guid? businessId = null, string? text = null) =>
        action switch
        {
            NumberAction.Assign => new Assign(businessId!.Value, text),
            NumberAction.Release => new Release(text),
            NumberAction.Reassign => new Reassign(businessId!.Value, text),
            NumberAction.UndoRelease => new UndoRelease(),
            NumberAction.EndQuarantine => new EndQuarantine(text),
            NumberAction.Activate => new Activate(text),
            NumberAction.Note => new Note(text),
            NumberAction.Deactivate => new Deactivate(text),
            NumberAction.Delete => new Delete(),
            _ => throw new ArgumentOutOfRangeException(nameof(action)),
        };
}
