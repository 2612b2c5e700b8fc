namespace AdminPortal.Services.Numbers;

/// <summary>What somebody wants done to a number, with all that it takes. A closed set, one for each <see cref="NumberAction"/>.</summary>
public abstract record NumberCommand
{
    private NumberCommand(NumberAction action, string? reason = null, Guid? to = null) => (Action, Reason, To) = (action, reason, to);

    public NumberAction Action { get; }

    /// <summary>Why, for the history.</summary>
    public string? Reason { get; internal init; }

    /// <summary>The business that is to have the number; null where none gets it.</summary>
    internal Guid? To { get; }

    /// <summary>Gives an available number to a business that has none.</summary>
    public sealed record Assign(Guid BusinessId, string? Reason = null) : NumberCommand(NumberAction.Assign, Reason, BusinessId);

    /// <summary>
    /// Takes a number back from its business. It is in quarantine for <c>Numbers:QuarantineDays</c> before another
    /// business may get it; with 0 days it is available at once.
    /// </summary>
    public sealed record Release(string? Reason) : NumberCommand(NumberAction.Release, Reason);

    /// <summary>Moves a number from its business to another that has none, in one transaction.</summary>
    public sealed record Reassign(Guid BusinessId, string? Reason) : NumberCommand(NumberAction.Reassign, Reason, BusinessId);

    /// <summary>Gives a number in quarantine back to the business that it was released from, while that business has no other.</summary>
    public sealed record UndoRelease() : NumberCommand(NumberAction.UndoRelease);

    /// <summary>Ends a quarantine before its time.</summary>
    public sealed record EndQuarantine(string? Reason) : NumberCommand(NumberAction.EndQuarantine, Reason);

    /// <summary>Puts an inactive number back into use.</summary>
    public sealed record Activate(string? Reason) : NumberCommand(NumberAction.Activate, Reason);

    /// <summary>Sets a number's note; null clears it.</summary>
    public sealed record Note(string? Text) : NumberCommand(NumberAction.Note);

    /// <summary>Takes an available number out of use.</summary>
    public sealed record Deactivate(string? Reason) : NumberCommand(NumberAction.Deactivate, Reason);

    /// <summary>Deletes a number that no business ever held.</summary>
    public sealed record Delete() : NumberCommand(NumberAction.Delete);

    /// <summary>The command of an action, from what a form or a batch has.</summary>
    /// <param name="businessId">Who gets the number, where the action gives it to somebody.</param>
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
