using AdminPortal.Components.Account;
using AdminPortal.Services;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Inventory;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>Downloads of the inventory page. The browser requests them directly, so that a million rows are not sent through the page's
/// connection.</summary>
internal static class InventoryFiles
{
    public const string ExportPath = InventoryView.Path + "/export.csv";
    public const string ResultPath = InventoryView.Path + "/bulk";
    public const string ResultName = "changed-numbers.csv";

    public static void MapInventoryFiles(this IEndpointRouteBuilder app)
    {
        app.MapGet(ExportPath, ExportAsync).ExcludeFromDescription().RequireAuthorization(PagePolicies.Staff);
        app.MapGet(ResultPath + "/{id:guid}.csv", ResultAsync).ExcludeFromDescription().RequireAuthorization(PagePolicies.Staff);
    }

    private static async Task<IResult> ExportAsync(
        HttpContext http,
        Guid? ticket,
        ExportTickets tickets,
        ExportService exports,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var selection = ticket is { } asked
            ? tickets.Find(CurrentActor.Of(http), asked)
            : NumberSelection.Of(InventoryView.Of(http.Request.Query).FilterAt(clock.GetUtcNow()));
        if (selection is null)
            return Results.Text("This download is over. Select the numbers and export them again.", statusCode: StatusCodes.Status410Gone);
        return await FileTransfer.SendCsvAsync(
            http,
            FileTransfer.ExportName,
            output => exports.ExportAsync(CurrentActor.Of(http), selection, output, cancel),
            refusal =>
                Results.Text(
                    refusal.Message,
                    statusCode: refusal is Refusal.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status400BadRequest
                )
        );
    }

    private static Task<IResult> ResultAsync(HttpContext http, Guid id, BulkNumberService bulk, CancellationToken cancel) =>
        FileTransfer.SendCsvAsync(
            http,
            ResultName,
            output => bulk.WriteResultAsync(CurrentActor.Of(http), id, output, cancel),
            refusal => Results.Text(refusal.Message, statusCode: StatusCodes.Status404NotFound)
        );
}
