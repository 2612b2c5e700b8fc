using AdminPortal.Services.People;
using Microsoft.AspNetCore.Authorization;

namespace AdminPortal.Components.Account;

/// <summary>Redirects users who need a second factor and have none to its setup from every page, and refuses page connections: without it
/// no page can do anything. Runs after session validation.</summary>
internal sealed class TwoFactorRequirement(RequestDelegate next)
{
    private const string SetUpPath = "/account/authenticator";

    public Task InvokeAsync(HttpContext http)
    {
        // The API has its own response.
        if (http.Features.Get<TwoFactorSetupRequired>() is null || http.Request.Path.StartsWithSegments("/api") || IsOpen(http))
            return next(http);
        if (HttpMethods.IsGet(http.Request.Method) && !http.WebSockets.IsWebSocketRequest)
            http.Response.Redirect($"{http.Request.PathBase}{SetUpPath}");
        else
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    /// <summary>Anonymous pages, the setup itself, and the identity confirmation that it requires.</summary>
    private static bool IsOpen(HttpContext http) =>
        http.GetEndpoint() is not { } endpoint
        || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
        || endpoint.Metadata.GetMetadata<IAuthorizeData>() is null && endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is null
        || http.Request.Path == SetUpPath
        || http.Request.Path == RecentSignInRequirement.Path;
}
