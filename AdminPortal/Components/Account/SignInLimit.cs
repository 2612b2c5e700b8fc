using System.Globalization;
using AdminPortal.Security;
using AdminPortal.Services;
using Microsoft.AspNetCore.RateLimiting;

namespace AdminPortal.Components.Account;

/// <summary>
/// Has an address wait that sends one form after the other to sign in, with a code, for a forgotten password, with a link, to sign up. Forms that try
/// nothing say so with <see cref="DisableRateLimitingAttribute"/>.
/// </summary>
internal sealed class SignInLimit(RequestDelegate next, RequestLimits limits, SecurityLog security)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (!IsTry(http) || limits.OfSignIn(http.Connection.RemoteIpAddress) is not { } wait)
            return next(http);
        security.LimitHit("forms", http.Request.Path, http.Connection.RemoteIpAddress);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return RefusedDocument.Of(StatusCodes.Status429TooManyRequests, "Too many tries", "Too many forms came from your address in the last minute. Wait a minute, then go back and try again.").ExecuteAsync(http);
    }

    private static bool IsTry(HttpContext http) =>
        HttpMethods.IsPost(http.Request.Method)
        && (http.Request.Path.StartsWithSegments("/account") || http.Request.Path.StartsWithSegments("/setup") || http.Request.Path.StartsWithSegments("/signup"))
        && http.GetEndpoint()?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is null;
}
