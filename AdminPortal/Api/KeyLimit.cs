using AdminPortal.Api.Errors;
using AdminPortal.Security;
using AdminPortal.Services;

namespace AdminPortal.Api;

/// <summary>Has a caller wait whose key asks more than its share. Comes after the key was looked at.</summary>
internal sealed class KeyLimit(RequestDelegate next, RequestLimits limits)
{
    public Task InvokeAsync(HttpContext http) => http.Features.Get<Actor>() is { } actor && limits.OfKey(actor.CallerId) is { } wait
        ? ApiProblem.TooMany("This key has used up its requests for now. Ask again after the seconds in Retry-After.", wait).ExecuteAsync(http)
        : next(http);
}
