using AdminPortal.Components.Shared.Dialogs;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using MudBlazor;

namespace AdminPortal.Components.Shared.Bulk;

/// <summary>Shows what an action on many records would do, and starts it. Each method returns false if the user cancelled.</summary>
internal sealed class BulkDialogs(IDialogService dialogs)
{
    public Task<bool> AskAsync(NumberAction action, NumberSelection numbers) =>
        AskAsync(
            BulkActWords.Of(BulkAct.Of(action)).Many,
            new DialogParameters<BulkDialog> { { d => d.Act, BulkAct.Of(action) }, { d => d.Numbers, numbers } }
        );

    public Task<bool> AskAsync(BusinessAction action, BusinessSelection businesses) =>
        AskAsync(
            BulkActWords.Of(BulkAct.Of(action)).Many,
            new DialogParameters<BulkDialog> { { d => d.Act, BulkAct.Of(action) }, { d => d.Businesses, businesses } }
        );

    /// <summary>Undoes a change.</summary>
    public async Task<bool> AskUndoAsync(BulkRecord change) =>
        change.Undo is { } undo
        && await AskAsync(
            $"Undo: {BulkActWords.Of(change.Act).DoneTo(change.Changed).ToLowerInvariant()}",
            new DialogParameters<BulkDialog> { { d => d.Act, undo }, { d => d.UndoOf, change.Id } }
        );

    private async Task<bool> AskAsync(string title, DialogParameters<BulkDialog> parameters)
    {
        var dialog = await dialogs.ShowAsync<BulkDialog>(title, parameters, PortalDialog.Wide);
        return (await dialog.Result) is { Canceled: false };
    }
}
