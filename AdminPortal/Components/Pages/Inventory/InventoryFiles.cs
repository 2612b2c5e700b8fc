using AdminPortal.Components.Account;
using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.Inventory;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>The download of the inventory page. The browser requests it directly, so that a million rows are not sent through the page's
/// connection.</summary>
internal static class InventoryFiles
{
    public const string ExportPath = InventoryView.Path + "/export.csv";

    public static void MapInventoryFiles(this IEndpointRouteBuilder app) =>
        app.MapGet(ExportPath, ExportAsync).ExcludeFromDescription().RequireAuthorization(PagePolicies.View);

    /// <param name="zone">The viewer's time zone, whose day is in the file's name.</param>
    private static async Task<IResult> ExportAsync(
        HttpContext http,
        Guid? ticket,
        string? zone,
        ExportTickets tickets,
        ExportService exports,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var now = clock.GetUtcNow();
        var selection = ticket is { } asked
            ? tickets.Find<NumberSelection>(CurrentActor.Of(http), asked)
            : NumberSelection.Of(InventoryView.Of(http.Request.Query).FilterAt(now));
        if (selection is null)
            return Results.Text("This download is over. Select the numbers and export them again.", statusCode: StatusCodes.Status410Gone);
        return await FileTransfer.SendCsvAsync(
            http,
            ExportFileName.Of(
                selection.Numbers.Count == 0 ? selection.Filter : null,
                now,
                ViewerZones.TryFind(zone, out var viewers) ? viewers : TimeZoneInfo.Utc
            ),
            output => exports.ExportAsync(CurrentActor.Of(http), selection, output, cancel),
            refusal =>
                Results.Text(
                    refusal.Message,
                    statusCode: refusal is Refusal.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status400BadRequest
                )
        );
    }
}
