using System.Data.Common;
using AdminPortal.Data;
using AdminPortal.Services;
using AdminPortal.Services.Assignment;
using AdminPortal.Services.Inventory;

namespace AdminPortal.Components.Shared.Acts;

/// <summary>What a person filled in for an act.</summary>
/// <param name="BusinessId">Whose the number becomes, where it is assigned or reassigned.</param>
/// <param name="Text">The reason, or the note itself.</param>
public sealed record NumberActionInput(Guid? BusinessId = null, string? Text = null);

/// <summary>Calls the service method that an act stands for, with the version that the person saw.</summary>
public sealed class NumberActionCalls(AssignmentService assignments, StockService stock, ILogger<NumberActionCalls> log)
{
    /// <summary>Does it. A database that fails is told and must not end the page.</summary>
    public async Task<Outcome<NumberRecord>> RunAsync(Actor actor, NumberAction act, NumberRecord seen, NumberActionInput input)
    {
        try
        {
            return await CallAsync(actor, act, seen.Number, seen.RowVersion, input);
        }
        catch (Exception error) when (error is DbException || error.InnerException is DbException || DatabaseErrors.IsUnavailable(error))
        {
            log.LogError(error, "{Act} of {Number} failed", act, seen.Number);
            return new Refusal.Unavailable(
                MayHaveHappened: true,
                "The database failed. Look at the number before you try again; the portal's log says what happened."
            );
        }
    }

    private Task<Outcome<NumberRecord>> CallAsync(Actor actor, NumberAction act, string number, long seen, NumberActionInput input)
    {
        var cancel = CancellationToken.None;
        return act switch
        {
            NumberAction.Assign => assignments.AssignAsync(actor, number, input.BusinessId!.Value, input.Text, seen, cancel),
            NumberAction.Reassign => assignments.ReassignAsync(actor, number, input.BusinessId!.Value, input.Text, seen, cancel),
            NumberAction.Release => assignments.ReleaseAsync(actor, number, input.Text, seen, cancel),
            NumberAction.UndoRelease => assignments.UndoReleaseAsync(actor, number, seen, cancel),
            NumberAction.EndQuarantine => stock.EndQuarantineAsync(actor, number, input.Text, seen, cancel),
            NumberAction.Activate => stock.ActivateAsync(actor, number, input.Text, seen, cancel),
            NumberAction.Deactivate => stock.DeactivateAsync(actor, number, input.Text, seen, cancel),
            NumberAction.Note => stock.NoteAsync(actor, number, input.Text, seen, cancel),
            NumberAction.Delete => stock.DeleteAsync(actor, number, seen, cancel),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }
}
