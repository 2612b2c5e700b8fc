using AdminPortal.Api.Errors;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Antiforgery;

namespace AdminPortal.Api.Authentication;

/// <summary>Allows browser sessions to call the API as safely as pages: a write requires an antiforgery token
/// (<c>RequestVerificationToken</c>). The session's row is checked when its cookie is read.</summary>
internal sealed class SessionCallers(RequestDelegate next, IAntiforgery antiforgery, SecurityLog security)
{
    public async Task InvokeAsync(HttpContext http)
    {
        // A key takes precedence over a session.
        if (http.Features.Get<Actor>() is not null || SessionActor.Of(http.User) is not { } actor)
        {
            await next(http);
            return;
        }

        if (http.Request.Headers.Authorization.Count > 0)
        {
            await new ApiProblem(
                StatusCodes.Status401Unauthorized,
                "Authentication required",
                "This API key is not known, or was revoked, or has expired. Ask an admin for another."
            ).ExecuteAsync(http);
            return;
        }

        if (http.Features.Get<TwoFactorSetupRequired>() is not null)
        {
            await new ApiProblem(
                StatusCodes.Status403Forbidden,
                "Second factor wanted",
                "Set up an authenticator app first, on the page /account/authenticator."
            ).ExecuteAsync(http);
            return;
        }

        if (IsWrite(http.Request) && !await antiforgery.IsRequestValidAsync(http))
        {
            security.ForgedFormRefused(http.Request.Path, http.Connection.RemoteIpAddress);
            await new ApiProblem(
                StatusCodes.Status400BadRequest,
                "Not from our pages",
                "A write with the browser's session needs the header RequestVerificationToken, as our own pages send it. Other "
                    + "programs use an API key."
            ).ExecuteAsync(http);
            return;
        }

        http.Features.Set(actor);
        await next(http);
    }

    private static bool IsWrite(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);
}
