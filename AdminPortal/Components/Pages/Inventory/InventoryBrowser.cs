using AdminPortal.Components.Shared;
using AdminPortal.Services.Inventory;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>The inventory page's downloads. One for each circuit.</summary>
internal sealed class InventoryBrowser(PortalBrowser browser, ExportTickets tickets, CurrentActor current, TimeProvider clock)
{
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The viewer's time zone, as far as it is known.</summary>
    public TimeZoneInfo Zone => browser.Zone;

    /// <summary>Downloads numbers as CSV.</summary>
    /// <param name="address">The file's address if it can describe the numbers; an individual selection gets a ticket.</param>
    public Task DownloadAsync(string? address, NumberSelection selection) =>
        browser.DownloadAsync(
            address ?? $"{InventoryFiles.ExportPath}?ticket={tickets.Issue(current.Actor, selection)}&zone={Uri.EscapeDataString(Zone.Id)}"
        );
}
