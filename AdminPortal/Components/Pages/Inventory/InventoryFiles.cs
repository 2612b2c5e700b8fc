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
    public const string ExportName = "phone-numbers.csv";
    public const string ResultPath = InventoryView.Path + "/bulk";
    public const string ResultName = "changed-numbers";

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
        Name(http, ExportName);
        var written = await exports.ExportAsync(CurrentActor.Of(http), selection, http.Response.Body, cancel);
        if (written.IsDone)
            return Results.Empty;
        if (http.Response.HasStarted)
        {
            // An incomplete file must not look complete.
            http.Abort();
            return Results.Empty;
        }

        http.Response.Headers.Remove("Content-Disposition");
        return Results.Text(
            written.Refusal.Message,
            statusCode: written.Refusal is Refusal.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status400BadRequest
        );
    }

    private static async Task<IResult> ResultAsync(HttpContext http, Guid id, BulkNumberService bulk)
    {
        var job = bulk.Find(CurrentActor.Of(http), id);
        if (!job.IsDone)
            return Results.Text(job.Refusal.Message, statusCode: StatusCodes.Status404NotFound);
        Name(http, ResultName + ".csv");
        await BulkResult.WriteAsync(job.Value, http.Response.Body);
        return Results.Empty;
    }

    private static void Name(HttpContext http, string file)
    {
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{file}\"";
        http.Response.Headers.CacheControl = "no-store";
    }
}
