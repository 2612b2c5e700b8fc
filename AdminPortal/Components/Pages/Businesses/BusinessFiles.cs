using AdminPortal.Components.Account;
using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;

namespace AdminPortal.Components.Pages.Businesses;

/// <summary>The download of the list of businesses. The browser requests it directly, so that it is not sent through the page's
/// connection.</summary>
internal static class BusinessFiles
{
    public const string ExportPath = PageUrls.Businesses + "/export.csv";

    public static void MapBusinessFiles(this IEndpointRouteBuilder app) =>
        app.MapGet("/" + ExportPath, ExportAsync).ExcludeFromDescription().RequireAuthorization(PagePolicies.View);

    /// <param name="zone">The viewer's time zone, whose day is in the file's name.</param>
    private static async Task<IResult> ExportAsync(
        HttpContext http,
        Guid? ticket,
        string? zone,
        ExportTickets tickets,
        BusinessExportService exports,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var selection = ticket is { } asked
            ? tickets.Find<BusinessSelection>(CurrentActor.Of(http), asked)
            : BusinessSelection.Of(BusinessesView.Of(http.Request.Query).Filter);
        if (selection is null)
            return Results.Text(
                "This download is over. Select the businesses and export them again.",
                statusCode: StatusCodes.Status410Gone
            );
        return await FileTransfer.SendCsvAsync(
            http,
            BusinessExportService.FileName(
                selection.Ids.Count == 0 ? selection.Filter : null,
                clock.GetUtcNow(),
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
