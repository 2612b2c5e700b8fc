using AdminPortal.Services;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;
using MinDataRate = Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate;

namespace AdminPortal;

/// <summary>Uploads and downloads of files over HTTP, for the API and the pages.</summary>
internal static class FileTransfer
{
    /// <summary>An upload over a slow connection may pause longer than the server's five seconds.</summary>
    private static readonly MinDataRate s_slowUpload = new(bytesPerSecond: 100, gracePeriod: TimeSpan.FromSeconds(60));

    /// <summary>Streams a CSV file; a refusal before its first byte becomes the response instead.</summary>
    /// <param name="write">Writes the file.</param>
    /// <param name="refused">Makes the response for a refusal.</param>
    public static async Task<IResult> SendCsvAsync(
        HttpContext http,
        string name,
        Func<Stream, Task<Outcome<long>>> write,
        Func<Refusal, IResult> refused
    )
    {
        var response = http.Response;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = disposition.ToString();
        var written = await write(response.Body);
        if (written.IsDone)
            return Results.Empty;
        if (response.HasStarted)
        {
            // An incomplete file must not look complete.
            http.Abort();
            return Results.Empty;
        }

        response.Headers.Remove(HeaderNames.ContentDisposition);
        return refused(written.Refusal);
    }

    /// <summary>Allows longer pauses in the request body than usual.</summary>
    public static void AllowSlowUpload(HttpContext http)
    {
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = s_slowUpload;
    }
}
