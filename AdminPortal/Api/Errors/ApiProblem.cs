using AdminPortal.Api.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace AdminPortal.Api.Errors;

/// <summary>An error according to RFC 9457, with <c>error</c> in addition, a short text for simple clients of the older system.</summary>
internal sealed class ApiProblem : IResult
{
    private readonly ProblemDetails _body;

    /// <param name="error">The kind of problem in a few words; the same for every problem of its kind.</param>
    /// <param name="detail">A sentence for the caller: what is wrong, and what to do.</param>
    /// <param name="more">Further fields of the body.</param>
    public ApiProblem(int status, string error, string detail, params ReadOnlySpan<(string Name, object? Value)> more)
    {
        _body = new ProblemDetails
        {
            Type = TypeOf(status),
            Title = error,
            Status = status,
            Detail = detail,
        };
        _body.Extensions["error"] = error;
        foreach (var (name, value) in more)
            _body.Extensions[name] = value;
    }

    /// <summary>When a retry is worthwhile; sent in whole seconds, at least one.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The ETag of the record in the body.</summary>
    public string? ETag { get; init; }

    /// <summary>An internal error, with the id that finds its log entry.</summary>
    public static ApiProblem Internal(string requestId) =>
        new(
            StatusCodes.Status500InternalServerError,
            "Internal error",
            "Something went wrong here. Tell us the request_id, under which it is in our log.",
            ("request_id", requestId)
        );

    /// <summary>The database is not available; nothing was changed.</summary>
    public static ApiProblem Unavailable(string detail, TimeSpan retryAfter) =>
        new(StatusCodes.Status503ServiceUnavailable, "Temporarily unavailable", detail) { RetryAfter = retryAfter };

    /// <summary>The caller has exceeded a limit.</summary>
    public static ApiProblem TooMany(string detail, TimeSpan retryAfter) =>
        new(StatusCodes.Status429TooManyRequests, "Too many requests", detail) { RetryAfter = retryAfter };

    /// <summary>The request cannot be read.</summary>
    public static ApiProblem BadRequest(string detail) => new(StatusCodes.Status400BadRequest, "Bad request", detail);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = _body.Status!.Value;
        if (RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds))
                .ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (ETag is not null)
            response.Headers[HeaderNames.ETag] = ETag;
        response.Headers.CacheControl = "no-store";
        return response.WriteAsJsonAsync(_body, ApiJson.Plain.ProblemDetails, "application/problem+json", httpContext.RequestAborted);
    }

    /// <summary>The section of the HTTP specification that defines the status.</summary>
    private static string TypeOf(int status) =>
        status switch
        {
            400 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.1",
            401 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2",
            402 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.3",
            403 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.4",
            404 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5",
            405 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6",
            408 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.9",
            409 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.10",
            412 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.13",
            413 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.14",
            415 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.16",
            422 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.21",
            429 => "https://www.rfc-editor.org/rfc/rfc6585#section-4",
            500 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.6.1",
            502 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.6.3",
            503 => "https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4",
            _ => "about:blank",
        };
}
