using AdminPortal.Components.Pages.Inventory.Bulk;
using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Numbers;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using MudBlazor;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>
/// What the inventory page asks of the person and of their browser: dialogs, downloads, and what the browser remembers. One for each
/// circuit.
/// </summary>
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

    public async Task<NumberColumns> RecallColumnsAsync() => NumberColumns.Parse(await browser.RecallAsync(KeptColumns));

    public Task KeepColumnsAsync(NumberColumns columns) => browser.KeepAsync(KeptColumns, columns.Text);

    /// <summary>Shows what an action would do and begins it; false where the person decided against it.</summary>
    public async Task<bool> AskAsync(NumberAction action, NumberSelection selection)
    {
        var dialog = await dialogs.ShowAsync<BulkDialog>(
            NumberActionWords.Of(action).Many,
            new DialogParameters<BulkDialog> { { d => d.Action, action }, { d => d.Selection, selection } },
            new DialogOptions
            {
                MaxWidth = MaxWidth.Small,
                FullWidth = true,
                BackdropClick = false,
                CloseOnEscapeKey = true,
            }
        );
        return (await dialog.Result) is { Canceled: false };
    }

    /// <summary>Downloads numbers as CSV.</summary>
    /// <param name="address">Where the file is, where an address can say which numbers; a selection by hand gets one of its own.</param>
    public Task DownloadAsync(string? address, NumberSelection selection) =>
        browser.DownloadAsync(address ?? $"{InventoryFiles.ExportPath}?ticket={tickets.Issue(current.Actor, selection)}");
}
