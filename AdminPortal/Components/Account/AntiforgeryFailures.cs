using AdminPortal.Services.Audit;
using Microsoft.AspNetCore.Antiforgery;

namespace AdminPortal.Components.Account;

/// <summary>Refuses forms that did not come from a page of this portal. ASP.NET validates the token for every route that requires it, but
/// leaves the refusal to the code that reads the form, which a route without fields never does.</summary>
internal sealed class AntiforgeryFailures(RequestDelegate next, SecurityLog security)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false })
            return next(http);
        security.ForgedFormRefused(http.Request.Path, http.Connection.RemoteIpAddress);
        return RefusedDocument
            .Of(
                StatusCodes.Status400BadRequest,
                "This page is out of date",
                "Nothing was changed. Go back, reload the page and submit the form again."
            )
            .ExecuteAsync(http);
    }
}
