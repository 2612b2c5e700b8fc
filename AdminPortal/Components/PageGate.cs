using System.Net;
using Microsoft.AspNetCore.Components.Endpoints;

namespace AdminPortal.Components;

/// <summary>
/// Keeps the pages shut until users can sign in: they open in Development alone, to whoever is at this machine. Everything
/// else (API, health, static files) passes.
/// </summary>
internal sealed class PageGate(RequestDelegate next, IHostEnvironment environment)
{
    public const string Closed = "The pages of AdminPortal are closed until sign-in is set up; the HTTP API works.";

    public Task InvokeAsync(HttpContext http)
    {
        if (!LeadsToPage(http) || IsOpenTo(http, environment))
            return next(http);
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(Closed + "\n");
    }

    /// <summary>Whether the request asks for a page, a file that a page leads to, or the connection that keeps a page alive.</summary>
    public static bool LeadsToPage(HttpContext http) =>
        http.GetEndpoint()?.Metadata is { } endpoint && (endpoint.GetMetadata<ComponentTypeMetadata>() is not null || endpoint.GetMetadata<PageFile>() is not null)
        || http.Request.Path.StartsWithSegments("/_blazor");

    /// <summary>Whether pages are served to this caller.</summary>
    public static bool IsOpenTo(HttpContext http, IHostEnvironment environment) =>
        environment.IsDevelopment()
        && http.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller)
        && IsThisMachine(http.Request.Host.Host)
        && IsOwnOrigin(http.Request)
        && !IsForwarded(http.Request);

    /// <summary>A foreign name that was pointed at this machine (DNS rebinding) is not this machine.</summary>
    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host is "127.0.0.1" or "[::1]";

    /// <summary>Browsers let any site open a WebSocket to this machine, and say in <c>Origin</c> which site it is.</summary>
    private static bool IsOwnOrigin(HttpRequest request) =>
        request.Headers.Origin is not [{ Length: > 0 } origin]
        || (Uri.TryCreate(origin, UriKind.Absolute, out var site) && site.Authority == new Uri($"{request.Scheme}://{request.Host}").Authority);

    /// <summary>Behind a proxy on this machine every caller looks local.</summary>
    private static bool IsForwarded(HttpRequest request) =>
        request.Headers.ContainsKey("X-Forwarded-For") || request.Headers.ContainsKey("Forwarded");
}

/// <summary>Marks a route as a file that a page leads to: it is open to whom pages are open.</summary>
internal sealed record PageFile;
