using System.Security.Claims;
using System.Text.Encodings.Web;
using AdminPortal.Api.Errors;
using AdminPortal.Data;
using AdminPortal.Security;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AdminPortal.Api.Authentication;

/// <summary>Authenticates callers that send <c>Authorization: Bearer ap_…</c>. The services decide what an <see cref="Actor"/> may do; it
/// is stored as a feature of the request, in addition to ASP.NET's principal.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    ApiKeyAuthenticator keys,
    RequestLimits limits,
    SecurityLog security
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "ApiKey";
    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } text || !text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        var judged = await keys.JudgeAsync(text[Bearer.Length..].Trim(), Context.RequestAborted);
        if (judged.Actor is not { } actor)
        {
            security.KeyRefused(judged.Prefix, judged.WhyNot!, Context.Connection.RemoteIpAddress);
            return AuthenticateResult.Fail("The key is not known, or was revoked, or has expired.");
        }

        Context.Features.Set(actor);
        var identity = new ClaimsIdentity([new(ClaimTypes.Name, actor.Name), new(ClaimTypes.Role, actor.Role.ToText())], Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var hasNone = Request.Headers.Authorization.Count == 0;
        if (!hasNone && limits.OfFailedKey(Context.Connection.RemoteIpAddress) is { } wait)
        {
            security.LimitHit("bad keys", Request.Path, Context.Connection.RemoteIpAddress);
            return ApiProblem
                .TooMany(
                    "Too many requests from this address came with a key that is not good. Stop, and ask an admin for another key.",
                    wait
                )
                .ExecuteAsync(Context);
        }

        Response.Headers.WWWAuthenticate = "Bearer";
        var detail = hasNone
            ? "Send an API key: Authorization: Bearer ap_…"
            : "This API key is not known, or was revoked, or has expired. Ask an admin for another.";
        return new ApiProblem(StatusCodes.Status401Unauthorized, "Authentication required", detail).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        new ApiProblem(
            StatusCodes.Status403Forbidden,
            "Not allowed",
            "Your role may not use this route: it is for admins and support, and viewers only read."
        ).ExecuteAsync(Context);
}
