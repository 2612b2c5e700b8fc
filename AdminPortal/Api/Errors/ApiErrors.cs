using AdminPortal.Api.Docs;
using AdminPortal.Data;
using AdminPortal.Security;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace AdminPortal.Api.Errors;

/// <summary>Converts every error under <c>/api</c> to problem details: exceptions, and bare status codes from routing and
/// binding.</summary>
internal sealed class ApiErrors(RequestDelegate next, SecurityLog security, ILogger<ApiErrors> log)
{
    /// <summary>A locked or restarting database is usually available within a few seconds.</summary>
    private static readonly TimeSpan s_databaseIsBack = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected.
            return;
        }
        catch (Exception error) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            await OfException(http, error).ExecuteAsync(http);
            return;
        }
        catch (Exception error)
        {
            // An incomplete response must not look complete, so the connection is closed.
            log.LogError(error, "A response was aborted");
            http.Abort();
            return;
        }

        if (http.Response.StatusCode == StatusCodes.Status403Forbidden)
            security.RightsRefused(
                http.Features.Get<Actor>() ?? SessionActor.Of(http.User),
                http.Request.Method,
                http.Request.Path,
                http.Connection.RemoteIpAddress
            );
        if (
            http.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null }
            && OfStatus(http) is { } problem
        )
            await problem.ExecuteAsync(http);
    }

    private ApiProblem OfException(HttpContext http, Exception error)
    {
        if (error is BadHttpRequestException bad)
            return bad.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => TooLarge(http),
                StatusCodes.Status408RequestTimeout => TooSlow,
                StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType(http),
                var status => new(status, "Bad request", RequestBodyErrors.Explain(http, bad)),
            };
        // The framework's exception for an unknown charset.
        if (error is InvalidOperationException or NotSupportedException && HasUnknownCharset(http.Request))
            return UnsupportedMediaType(http);
        if (DatabaseErrors.IsUnavailable(error))
        {
            log.LogWarning(error, "The database refused a read");
            return ApiProblem.Unavailable("The database is busy or unavailable. Try again in a few seconds.", s_databaseIsBack);
        }

        log.LogError(error, "A request failed");
        return ApiProblem.Internal(http.TraceIdentifier);
    }

    private static ApiProblem? OfStatus(HttpContext http) =>
        http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => new(404, "Not found", "There is no such route. The API is described at /docs."),
            StatusCodes.Status405MethodNotAllowed => new(
                405,
                "Method not allowed",
                $"This route takes {http.Response.Headers[HeaderNames.Allow]}."
            ),
            StatusCodes.Status413PayloadTooLarge => TooLarge(http),
            StatusCodes.Status408RequestTimeout => TooSlow,
            StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType(http),
            StatusCodes.Status400BadRequest => ApiProblem.BadRequest("The request cannot be read. The API is described at /docs."),
            _ => null,
        };

    /// <summary>Names the limit of the requested route.</summary>
    internal static ApiProblem TooLarge(HttpContext http)
    {
        var most =
            http.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize
            ?? http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize
            ?? ServerLimits.MostBody;
        var size = most % (1024 * 1024) == 0 ? $"{most / (1024 * 1024)} MB" : $"{most:N0} bytes";
        var isList = http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType == typeof(AddNumbersRequest);
        return new(413, "Too large", $"The body takes at most {size}.{(isList ? " Import a file for long lists of numbers." : "")}");
    }

    /// <summary>The body was sent too slowly.</summary>
    internal static ApiProblem TooSlow => new(408, "Request timeout", "The body came too slowly. Send it again.");

    private static bool HasUnknownCharset(HttpRequest request)
    {
        try
        {
            return MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset.HasValue && type.Encoding is null;
        }
        catch (NotSupportedException)
        {
            // UTF-7, which is no longer supported.
            return true;
        }
    }

    private static ApiProblem UnsupportedMediaType(HttpContext http)
    {
        var takes = http.GetEndpoint()?.Metadata.GetMetadata<CsvBody>()?.ContentTypes[0] ?? "application/json";
        return new(415, "Unsupported media type", $"Send the body with the header Content-Type: {takes}.");
    }
}
