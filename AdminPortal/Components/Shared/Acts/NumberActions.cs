using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Inventory;
using MudBlazor;

namespace AdminPortal.Components.Shared.Acts;

/// <summary>
/// What a person does to numbers, from wherever it is offered: opens the dialog that says what will happen, does it to the
/// version that the person saw, says that it is done and offers to undo it. Each act answers whether it was done.
/// </summary>
internal sealed class NumberActions(
    IDialogService dialogs,
    ISnackbar snackbar,
    InventoryService inventory,
    NumberActionCalls calls,
    CurrentActor current
)
{
    /// <summary>Gives an available number to a business that is found by search.</summary>
    public Task<bool> AssignAsync(NumberRecord number) => DoAsync(NumberAction.Assign, number);

    /// <summary>Moves a number from its business to another.</summary>
    public Task<bool> ReassignAsync(NumberRecord number) => DoAsync(NumberAction.Reassign, number);

    /// <summary>Takes a number back from its business.</summary>
    public Task<bool> ReleaseAsync(NumberRecord number) => DoAsync(NumberAction.Release, number);

    /// <summary>Gives a resting number back to the business it was released from.</summary>
    public Task<bool> UndoReleaseAsync(NumberRecord number) => DoAsync(NumberAction.UndoRelease, number);

    /// <summary>Lets a resting number be given out before its time.</summary>
    public Task<bool> EndQuarantineAsync(NumberRecord number) => DoAsync(NumberAction.EndQuarantine, number);

    /// <summary>Takes an available number out of use.</summary>
    public Task<bool> DeactivateAsync(NumberRecord number) => DoAsync(NumberAction.Deactivate, number);

    /// <summary>Puts an inactive number back into use.</summary>
    public Task<bool> ActivateAsync(NumberRecord number) => DoAsync(NumberAction.Activate, number);

    /// <summary>Deletes a number that no business ever held.</summary>
    public Task<bool> DeleteAsync(NumberRecord number) => DoAsync(NumberAction.Delete, number);

    /// <summary>Writes, changes or clears a number's note.</summary>
    public Task<bool> EditNoteAsync(NumberRecord number) => DoAsync(NumberAction.Note, number);

    /// <summary>What can be done to the number by whoever uses the page, the usual first.</summary>
    public IReadOnlyList<NumberAction> Possible(NumberRecord number) => NumberActionRules.Possible(number, current.Actor);

    /// <summary>Any of the acts, to the number as the person saw it.</summary>
    public async Task<bool> DoAsync(NumberAction act, NumberRecord number)
    {
        var dialog = await dialogs.ShowAsync<NumberActionDialog>(
            NumberActionWords.Title(act, number.Number),
            new DialogParameters<NumberActionDialog> { { d => d.Act, act }, { d => d.Number, number } },
            NumberActionDialog.Options
        );
        if (await dialog.GetReturnValueAsync<NumberActionResult>() is not { } done)
            return false;
        Tell(act, done.Before, done.After);
        return true;
    }

    /// <summary>The same for a page that shows the number without its state: it is looked up first.</summary>
    public async Task<bool> DoAsync(NumberAction act, string number)
    {
        var found = await Read.OffThreadAsync(() => inventory.FindAsync(current.Actor, number, CancellationToken.None));
        if (found.IsDone)
            return await DoAsync(act, found.Value);
        snackbar.Add(found.Refusal.Message, Severity.Warning);
        return false;
    }

    /// <summary>Gives a business that has none a number: the next free one is suggested, any other free one can be picked.</summary>
    public async Task<bool> GiveNumberAsync(BusinessRecord business)
    {
        var dialog = await dialogs.ShowAsync<GiveNumberDialog>(
            $"Assign number to {business.Name}",
            new DialogParameters<GiveNumberDialog> { { d => d.Business, business } },
            NumberActionDialog.Options
        );
        if (await dialog.GetReturnValueAsync<NumberActionResult>() is not { } done)
            return false;
        Tell(NumberAction.Assign, done.Before, done.After);
        return true;
    }

    private void Tell(NumberAction act, NumberRecord before, NumberRecord after)
    {
        var (name, undo) = UndoOf(act, before, after);
        snackbar.AddDone(NumberActionWords.Done(act, before, after), undo, name);
    }

    /// <summary>What the message's button does. Null where the domain has no way back.</summary>
    private (string Name, Func<Task>? Undo) UndoOf(NumberAction act, NumberRecord before, NumberRecord after) =>
        act switch
        {
            // Not undone with one click: the number would rest before anybody else gets it, and that is said first.
            NumberAction.Assign => ("Release", () => DoAsync(NumberAction.Release, after)),
            NumberAction.Release when after.Status == NumberStatus.Quarantined => (
                "Undo",
                () => UndoAsync(NumberAction.UndoRelease, after, new NumberActionInput())
            ),
            NumberAction.Reassign => (
                "Undo",
                () => UndoAsync(NumberAction.Reassign, after, new NumberActionInput(before.AssignedTo, "Reassignment undone"))
            ),
            NumberAction.Deactivate => (
                "Undo",
                () => UndoAsync(NumberAction.Activate, after, new NumberActionInput(Text: "Deactivation undone"))
            ),
            NumberAction.Activate => (
                "Undo",
                () => UndoAsync(NumberAction.Deactivate, after, new NumberActionInput(Text: "Activation undone"))
            ),
            NumberAction.Note => ("Undo", () => UndoAsync(NumberAction.Note, after, new NumberActionInput(Text: before.Note))),
            _ => ("", null),
        };

    private async Task UndoAsync(NumberAction act, NumberRecord seen, NumberActionInput input)
    {
        var undone = await calls.RunAsync(current.Actor, act, seen, input);
        if (undone.IsDone)
            snackbar.AddDone(NumberActionWords.Done(act, seen, undone.Value));
        else
            snackbar.Add(
                undone.Refusal is Refusal.Stale
                    ? $"{NumberActionWords.Display(seen.Number)} was changed meanwhile, so this was not undone. Its history says by whom."
                    : undone.Refusal.Message,
                Severity.Warning
            );
    }
}
