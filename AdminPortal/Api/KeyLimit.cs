using AdminPortal.Api.Errors;
using AdminPortal.Security;
using AdminPortal.Services;
using AdminPortal.Services.Audit;

namespace AdminPortal.Api;

/// <summary>Limits requests per API key. Runs after authentication.</summary>
internal sealed class KeyLimit(RequestDelegate next, RequestLimits limits, SecurityLog security)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.Features.Get<Actor>() is not { } actor || limits.OfKey(actor.CallerId) is not { } wait)
            return next(http);
        security.LimitHit($"requests of {SecurityLog.Clean(actor.CallerId)}", http.Request.Path, http.Connection.RemoteIpAddress);
        return ApiProblem
            .TooMany("This key has used up its requests for now. Ask again after the seconds in Retry-After.", wait)
            .ExecuteAsync(http);
    }
}
