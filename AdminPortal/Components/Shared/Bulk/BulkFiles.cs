using AdminPortal.Components.Account;
using AdminPortal.Services.Bulk;

namespace AdminPortal.Components.Shared.Bulk;

/// <summary>The download of what a bulk change did to each record.</summary>
internal static class BulkFiles
{
    private const string Path = "bulk";

    public static void MapBulkFiles(this IEndpointRouteBuilder app) =>
        app.MapGet("/" + Path + "/{id:guid}.csv", ResultAsync).ExcludeFromDescription().RequireAuthorization(PagePolicies.View);

    /// <summary>The address of a change's results.</summary>
    public static string AddressOf(BulkRecord change) => $"{Path}/{change.Id}.csv";

    /// <summary>The name of the file.</summary>
    public static string NameOf(BulkRecord change) => $"changed-{BulkActWords.Of(change.Act).Several}.csv";

    private static async Task<IResult> ResultAsync(HttpContext http, Guid id, BulkService bulk, CancellationToken cancel)
    {
        var actor = CurrentActor.Of(http);
        var change = await bulk.FindAsync(actor, id, cancel);
        return !change.IsDone
            ? Results.Text(change.Refusal.Message, statusCode: StatusCodes.Status404NotFound)
            : await FileTransfer.SendCsvAsync(
                http,
                NameOf(change.Value),
                output => bulk.WriteResultAsync(actor, id, output, cancel),
                refusal => Results.Text(refusal.Message, statusCode: StatusCodes.Status404NotFound)
            );
    }
}
