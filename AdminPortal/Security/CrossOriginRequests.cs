using AdminPortal.Services.Audit;
using AdminPortal.Services.Settings;

namespace AdminPortal.Security;

/// <summary>Refuses connections from pages of other sites: a WebSocket sends cookies, and browsers do not check its origin. Programs other
/// than browsers send no origin, and only their own cookies.</summary>
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

    // A request that looks like http may come from an https page, behind a proxy that terminates TLS and is not configured. The reverse is
    // refused: without TLS, an attacker on the network can serve a page under our name.
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
