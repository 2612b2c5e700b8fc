using AdminPortal.Services.People;
using Microsoft.AspNetCore.Authorization;

namespace AdminPortal.Components.Account;

/// <summary>
/// Sends people who need a second factor and have none to set one up, whatever page they ask for, and closes the connection of pages:
/// without it no page can do anything. Comes after the session was looked at.
/// </summary>
internal sealed class TwoFactorRequirement(RequestDelegate next)
{
    private const string SetUpPath = "/account/authenticator";

    public Task InvokeAsync(HttpContext http)
    {
        // The API says so in its own words.
        if (http.Features.Get<TwoFactorSetupRequired>() is null || http.Request.Path.StartsWithSegments("/api") || IsOpen(http))
            return next(http);
        if (HttpMethods.IsGet(http.Request.Method) && !http.WebSockets.IsWebSocketRequest)
            http.Response.Redirect($"{http.Request.PathBase}{SetUpPath}");
        else
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    /// <summary>What asks for nobody's rights, the set-up itself, and the proof that it asks for.</summary>
    private static bool IsOpen(HttpContext http) =>
        http.GetEndpoint() is not { } endpoint
        || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
        || endpoint.Metadata.GetMetadata<IAuthorizeData>() is null && endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is null
        || http.Request.Path == SetUpPath
        || http.Request.Path == RecentSignInRequirement.Path;
}
