using AdminPortal.Components.Account;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Import;
using AdminPortal.Services.Import.Uploads;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace AdminPortal.Components.Pages.BulkUpload;

/// <summary>The upload page's routes outside of the circuit: uploads of any size, and rejected rows.</summary>
internal static class UploadRoutes
{
    public static void MapUploads(this IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("/admin/phone-inventory").RequireAuthorization(PagePolicies.Import).ExcludeFromDescription();
        routes.MapPost("/uploads/{id:guid}", ReceiveAsync);
        routes.MapGet("/uploads/{id:guid}/rejects.csv", PreviewRejectsAsync);
        routes.MapGet("/imports/{id:guid}/rejects.csv", RejectsAsync);
    }

    /// <summary>Where the browser sends an announced file.</summary>
    public static string AddressOf(Guid uploadId) => $"admin/phone-inventory/uploads/{uploadId:D}";

    /// <summary>Where the rows that an import of an uploaded file rejects can be downloaded.</summary>
    public static string RejectsOfUpload(Guid uploadId) => $"admin/phone-inventory/uploads/{uploadId:D}/rejects.csv";

    /// <summary>Where rejected rows of an import can be downloaded.</summary>
    public static string RejectsOf(Guid importId) => $"admin/phone-inventory/imports/{importId:D}/rejects.csv";

    private static async Task<IResult> ReceiveAsync(
        HttpContext http,
        Guid id,
        UploadService uploads,
        IAntiforgery antiforgery,
        SecurityLog security,
        CancellationToken cancel
    )
    {
        // Before the antiforgery check, which may read the body.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = uploads.MostBytes;
        FileTransfer.AllowSlowUpload(http);
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            security.ForgedFormRefused(http.Request.Path, http.Connection.RemoteIpAddress);
            return Results.Text("This page is out of date. Reload it.", statusCode: StatusCodes.Status400BadRequest);
        }

        try
        {
            var received = await uploads.ReceiveAsync(CurrentActor.Of(http), id, http.Request.Body, cancel);
            return received.Match(
                _ => Results.NoContent(),
                refusal => Results.Text(refusal.Message, statusCode: StatusCodes.Status409Conflict)
            );
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Results.Text("The file is too large.", statusCode: error.StatusCode);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The sender disconnected, or a user stopped it; the upload shows it.
            http.Abort();
            return Results.Empty;
        }
    }

    private static async Task<IResult> RejectsAsync(HttpContext http, Guid id, ImportService imports, CancellationToken cancel)
    {
        var actor = CurrentActor.Of(http);
        var import = await imports.FindAsync(actor, id, cancel);
        if (!import.IsDone)
            return Refused(import.Refusal);
        var name = NameOf(import.Value.FileName);
        return await FileTransfer.SendCsvAsync(http, name, output => imports.RejectsAsync(actor, id, output, cancel), Refused);
    }

    private static async Task<IResult> PreviewRejectsAsync(HttpContext http, Guid id, UploadService uploads, CancellationToken cancel)
    {
        var actor = CurrentActor.Of(http);
        var name = NameOf(uploads.List(actor).Value?.FirstOrDefault(u => u.Id == id)?.FileName);
        return await FileTransfer.SendCsvAsync(http, name, output => uploads.RejectsAsync(actor, id, output, cancel), Refused);
    }

    private static string NameOf(string? fileName) => Path.GetFileNameWithoutExtension(fileName ?? "numbers") + "-rejected.csv";

    private static IResult Refused(Refusal refusal) =>
        Results.Text(
            refusal.Message,
            statusCode: refusal switch
            {
                Refusal.NotAllowed => StatusCodes.Status403Forbidden,
                Refusal.Unavailable => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status404NotFound,
            }
        );
}
