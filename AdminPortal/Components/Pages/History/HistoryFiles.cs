using System.Globalization;
using AdminPortal.Components.Account;
using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.History;

namespace AdminPortal.Components.Pages.History;

/// <summary>The download of the history page. The browser requests it directly, so that a million events are not sent through the page's
/// connection.</summary>
internal static class HistoryFiles
{
    public const string ExportPath = PageUrls.History + "/export.csv";

    public static void MapHistoryFiles(this IEndpointRouteBuilder app) =>
        app.MapGet("/" + ExportPath, ExportAsync).ExcludeFromDescription().RequireAuthorization(PagePolicies.View);

    /// <param name="zone">The viewer's time zone, in which days and months begin.</param>
    private static Task<IResult> ExportAsync(
        HttpContext http,
        string? zone,
        HistoryExportService exports,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var viewers = ViewerZones.TryFind(zone, out var found) ? found : TimeZoneInfo.Utc;
        var now = clock.GetUtcNow();
        var filter = HistoryView.Of(http.Request.Query).FilterIn(viewers, now);
        var day = TimeZoneInfo.ConvertTime(now, viewers).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return FileTransfer.SendCsvAsync(
            http,
            $"history-{day}.csv",
            output => exports.ExportAsync(CurrentActor.Of(http), filter, output, cancel),
            refusal =>
                Results.Text(
                    refusal.Message,
                    statusCode: refusal is Refusal.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status400BadRequest
                )
        );
    }
}
