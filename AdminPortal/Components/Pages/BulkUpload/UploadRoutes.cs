using AdminPortal.Components.Account;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Import;
using AdminPortal.Services.Import.Uploads;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using MinDataRate = Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate;

namespace AdminPortal.Components.Pages.BulkUpload;

/// <summary>The upload page's routes outside of the circuit: uploads of any size, and rejected rows.</summary>
internal static class UploadRoutes
{
    /// <summary>An upload over a slow connection may pause longer than the server's five seconds.</summary>
    private static readonly MinDataRate s_patience = new(bytesPerSecond: 100, gracePeriod: TimeSpan.FromSeconds(60));

    public static void MapUploads(this IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("/admin/phone-inventory").RequireAuthorization(PagePolicies.Import).ExcludeFromDescription();
        routes.MapPost("/uploads/{id:guid}", ReceiveAsync);
        routes.MapGet("/imports/{id:guid}/rejects.csv", RejectsAsync);
    }

    /// <summary>Where the browser sends an announced file.</summary>
    public static string AddressOf(Guid uploadId) => $"admin/phone-inventory/uploads/{uploadId:D}";

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
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = s_patience;
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
        var import = await imports.FindAsync(CurrentActor.Of(http), id, cancel);
        if (!import.IsDone)
            return Results.Text(
                import.Refusal.Message,
                statusCode: import.Refusal is Refusal.NotAllowed ? StatusCodes.Status403Forbidden : StatusCodes.Status404NotFound
            );
        var name = Path.GetFileNameWithoutExtension(import.Value.FileName ?? "numbers") + "-rejected.csv";
        return Results.Stream(
            async output => await imports.RejectsAsync(CurrentActor.Of(http), id, output, cancel),
            "text/csv; charset=utf-8",
            name
        );
    }
}
