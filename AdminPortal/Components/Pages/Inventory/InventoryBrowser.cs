using AdminPortal.Components.Pages.Inventory.Bulk;
using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Dialogs;
using AdminPortal.Components.Shared.Numbers;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using MudBlazor;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>The inventory page's dialogs, downloads and browser storage. One for each circuit.</summary>
internal sealed class InventoryBrowser(
    PortalBrowser browser,
    IDialogService dialogs,
    ExportTickets tickets,
    CurrentActor current,
    TimeProvider clock
)
{
    private const string KeptColumns = "inventory-columns";

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The viewer's time zone, as far as it is known.</summary>
    public TimeZoneInfo Zone => browser.Zone;

    public async Task<NumberColumns> RecallColumnsAsync() => NumberColumns.Parse(await browser.RecallAsync(KeptColumns));

    public Task KeepColumnsAsync(NumberColumns columns) => browser.KeepAsync(KeptColumns, columns.Text);

    /// <summary>Shows what an action would do and starts it; false if the user cancelled.</summary>
    public async Task<bool> AskAsync(NumberAction action, NumberSelection selection)
    {
        var dialog = await dialogs.ShowAsync<BulkDialog>(
            NumberActionWords.Of(action).Many,
            new DialogParameters<BulkDialog> { { d => d.Action, action }, { d => d.Selection, selection } },
            PortalDialog.Wide
        );
        return (await dialog.Result) is { Canceled: false };
    }

    /// <summary>Shows what undoing a change would do and starts it; false if the user cancelled.</summary>
    public async Task<bool> AskUndoAsync(BulkRecord change)
    {
        if (change.Undo is not { } undo)
            return false;
        var dialog = await dialogs.ShowAsync<BulkDialog>(
            $"Undo: {NumberActionWords.Of(change.Action).DoneTo(change.Changed).ToLowerInvariant()}",
            new DialogParameters<BulkDialog> { { d => d.Action, undo }, { d => d.UndoOf, change.Id } },
            PortalDialog.Wide
        );
        return (await dialog.Result) is { Canceled: false };
    }

    /// <summary>Downloads numbers as CSV.</summary>
    /// <param name="address">The file's address if it can describe the numbers; an individual selection gets a ticket.</param>
    public Task DownloadAsync(string? address, NumberSelection selection) =>
        browser.DownloadAsync(
            address ?? $"{InventoryFiles.ExportPath}?ticket={tickets.Issue(current.Actor, selection)}&zone={Uri.EscapeDataString(Zone.Id)}"
        );
}
