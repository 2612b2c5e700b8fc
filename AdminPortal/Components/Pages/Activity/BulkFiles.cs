using AdminPortal.Components.Account;
using AdminPortal.Components.Shared.Bulk;
using AdminPortal.Services.Bulk;

namespace AdminPortal.Components.Pages.Activity;

/// <summary>The download of what a bulk change did to each record.</summary>
internal static class BulkFiles
{
    public static void MapBulkFiles(this IEndpointRouteBuilder app) =>
        app.MapGet("/" + PageUrls.BulkResults + "/{id:guid}.csv", ResultAsync)
            .ExcludeFromDescription()
            .RequireAuthorization(PagePolicies.View);

    private static async Task<IResult> ResultAsync(HttpContext http, Guid id, BulkService bulk, CancellationToken cancel)
    {
        var actor = CurrentActor.Of(http);
        var change = await bulk.FindAsync(actor, id, cancel);
        return !change.IsDone
            ? Results.Text(change.Refusal.Message, statusCode: StatusCodes.Status404NotFound)
            : await FileTransfer.SendCsvAsync(
                http,
                BulkWords.FileOf(change.Value),
                output => bulk.WriteResultAsync(actor, id, output, cancel),
                refusal => Results.Text(refusal.Message, statusCode: StatusCodes.Status404NotFound)
            );
    }
}
