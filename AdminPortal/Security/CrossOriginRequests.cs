using AdminPortal.Services.Audit;
using AdminPortal.Services.Settings;

namespace AdminPortal.Security;

/// <summary>
/// Refuses pages of other sites that reach for the connection of ours: a WebSocket carries cookies, and no browser asks first whether it
/// may
/// be opened from elsewhere. Programs that are no browsers send no origin, and no cookies that are not theirs.
/// </summary>
internal sealed class CrossOriginRequests(RequestDelegate next, PublicAddress publicAddress, SecurityLog security)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments("/_blazor") || http.Request.Headers.Origin is { Count: 0 } || IsOurs(http.Request))
            return next(http);
        security.ForeignOriginRefused(http.Request.Headers.Origin, http.Connection.RemoteIpAddress);
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    // A request that looks like http may come from an https page: behind a proxy that ends TLS and is not named in the settings. Not the
    // other
    // way round: anyone between browser and server can put a page there under our name without TLS.
    private bool IsOurs(HttpRequest request)
    {
        if (
            request.Headers.Origin is not [{ } text]
            || !Uri.TryCreate(text, UriKind.Absolute, out var origin)
            || origin.Scheme != "https" && (origin.Scheme != "http" || request.IsHttps)
        )
            return false;
        return origin.Authority == publicAddress.Authority
            || (Uri.TryCreate($"{origin.Scheme}://{request.Host}", UriKind.Absolute, out var ours) && origin.Authority == ours.Authority);
    }
}
