using AdminPortal.Components.Shared.Dialogs;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using MudBlazor;

namespace AdminPortal.Components.Shared.Numbers;

/// <summary>The actions on numbers for all pages: opens the dialog with the effect, performs the action on the version that the user saw,
/// shows a message, and offers undo.</summary>
internal sealed class NumberActions(
    IDialogService dialogs,
    ISnackbar snackbar,
    InventoryService inventory,
    BusinessService businesses,
    NumberService numbers,
    CurrentActor current
)
{
    /// <summary>The actions that the current user can perform on the number, most common first.</summary>
    public IReadOnlyList<NumberAction> Possible(NumberRecord number) => NumberRules.Possible(number, current.Actor);

    /// <summary>Why the release of the number would not be undone now; null if it would.</summary>
    public async Task<string?> WhyNoUndoAsync(NumberRecord number)
    {
        if (number.ReleasedFrom is not { } last || !Possible(number).Contains(NumberAction.UndoRelease))
            return null;
        var business = (await businesses.FindAsync(current.Actor, last, CancellationToken.None)).Value;
        return business?.PhoneNumber is { } has ? $"The release cannot be undone: {business.Name} has {E164.Shown(has)} now." : null;
    }

    /// <summary>Performs an action on the number as the user saw it; returns whether it was done.</summary>
    public Task<bool> DoAsync(NumberAction action, NumberRecord number) => DoAsync(action, number, null, null);

    /// <param name="text">What the user typed before the dialog.</param>
    /// <param name="now">The number as it is now, after a conflict.</param>
    private async Task<bool> DoAsync(NumberAction action, NumberRecord number, string? text, NumberRecord? now)
    {
        var dialog = await dialogs.ShowAsync<NumberActionDialog>(
            NumberActionWords.Of(action).TitleOf(number.Number),
            new DialogParameters<NumberActionDialog>
            {
                { d => d.Action, action },
                { d => d.Number, number },
                { d => d.Text, text },
                { d => d.Now, now },
            },
            PortalDialog.Wide
        );
        if (await dialog.GetReturnValueAsync<NumberActionResult>() is not { } done)
            return false;
        Tell(action, done.Before, done.After);
        return true;
    }

    /// <summary>The same for a page that shows the number without its status: it is read first.</summary>
    public async Task<bool> DoAsync(NumberAction action, string number)
    {
        var found = await inventory.FindAsync(current.Actor, number, CancellationToken.None);
        if (found.IsDone)
            return await DoAsync(action, found.Value);
        snackbar.Add(found.Refusal.Message, Severity.Warning);
        return false;
    }

    /// <summary>Saves a note that was edited in place. If somebody else changed the note meanwhile, the dialog shows both.</summary>
    /// <param name="seen">The number when editing began.</param>
    public async Task<InlineEnd> SaveNoteAsync(NumberRecord seen, string? text)
    {
        var saved = await NoteAsync();
        // Something else changed meanwhile: the note is still the one that was edited.
        while (saved.Refusal is Refusal.Stale { Current: NumberRecord other } && other.Note == seen.Note)
        {
            seen = other;
            saved = await NoteAsync();
        }

        switch (saved.Refusal)
        {
            case null:
                Tell(NumberAction.Note, seen, saved.Value!);
                return InlineEnd.Saved;
            case Refusal.Stale { Current: NumberRecord now }:
                return new(await DoAsync(NumberAction.Note, seen, text, now));
            default:
                return new(false, saved.Refusal.Message);
        }

        Task<Outcome<NumberRecord>> NoteAsync() =>
            numbers.DoAsync(current.Actor, seen.Number, new NumberCommand.Note(text), seen.RowVersion, CancellationToken.None);
    }

    /// <summary>Assigns a number to a business without one: the next available one is suggested, any other can be chosen.</summary>
    public async Task<bool> GiveNumberAsync(BusinessRecord business)
    {
        var dialog = await dialogs.ShowAsync<GiveNumberDialog>(
            $"Assign number to {business.Name}",
            new DialogParameters<GiveNumberDialog> { { d => d.Business, business } },
            PortalDialog.Wide
        );
        if (await dialog.GetReturnValueAsync<NumberActionResult>() is not { } done)
            return false;
        Tell(NumberAction.Assign, done.Before, done.After);
        return true;
    }

    private void Tell(NumberAction action, NumberRecord before, NumberRecord after)
    {
        var (name, undo) = UndoOf(action, before, after);
        snackbar.AddDone(NumberActionWords.Of(action).DoneTo(before, after), undo, name);
    }

    /// <summary>The undo of a message. Null if the action cannot be undone.</summary>
    private (string Name, Func<Task>? Undo) UndoOf(NumberAction action, NumberRecord before, NumberRecord after) =>
        action switch
        {
            // Not undone with one click: the number would go into quarantine, which the dialog explains first.
            NumberAction.Assign => ("Release", () => DoAsync(NumberAction.Release, after)),
            NumberAction.Release when after.Status == NumberStatus.Quarantined => Undo(after, new NumberCommand.UndoRelease()),
            NumberAction.Reassign => Undo(after, new NumberCommand.Reassign(before.AssignedTo!.Value, "Reassignment undone")),
            NumberAction.Deactivate => Undo(after, new NumberCommand.Activate("Deactivation undone")),
            NumberAction.Activate => Undo(after, new NumberCommand.Deactivate("Activation undone")),
            NumberAction.Note => Undo(after, new NumberCommand.Note(before.Note)),
            _ => ("", null),
        };

    private (string Name, Func<Task>? Undo) Undo(NumberRecord seen, NumberCommand command) =>
        ("Undo", () => UndoAsync(seen, command with { IsUndo = true }));

    private async Task UndoAsync(NumberRecord seen, NumberCommand command)
    {
        var undone = await numbers.DoAsync(current.Actor, seen.Number, command, seen.RowVersion, CancellationToken.None);
        if (undone.IsDone)
            snackbar.AddDone(NumberActionWords.Of(command.Action).DoneTo(seen, undone.Value));
        else
            snackbar.Add(
                undone.Refusal is Refusal.Stale
                    ? $"{E164.Shown(seen.Number)} was changed meanwhile, so this was not undone. See its history."
                    : undone.Refusal.Message,
                Severity.Warning
            );
    }
}
