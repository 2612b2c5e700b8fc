using AdminPortal.Api.Docs;
using AdminPortal.Api.Errors;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Audit;
using Microsoft.AspNetCore.Mvc;

namespace AdminPortal.Api;

/// <summary>Events sent by external services, authenticated by their signature.</summary>
internal static class WebhookRoutes
{
    public static void MapWebhooks(this IEndpointRouteBuilder routes) =>
        routes
            .MapGroup("/api/webhooks")
            .WithTags("Webhooks")
            .MapPost("/retell", RetellAsync)
            .WithMetadata(BodyLimit.Call, new RetellWebhook())
            .AllowAnonymous()
            .Describe(
                "RetellWebhook",
                "Take a call event from Retell",
                "Needs Retell's signature in `x-retell-signature`, over the body as it is, at most five minutes old. An event of an "
                    + "agent that is not ours is accepted as well, and ignored.",
                400,
                401,
                408,
                413,
                503
            )
            .Produces(204);

    private static async Task<IResult> RetellAsync(
        HttpContext http,
        [FromHeader(Name = RetellWebhook.SignatureHeader)] string? signature,
        WebhookService webhooks,
        WebhookBodies bodies,
        SecurityLog security,
        CancellationToken cancel
    )
    {
        var result = WebhookResult.NotGenuine;
        if (webhooks.MayBeGenuine(signature))
        {
            using var body = bodies.Enter(http.Connection.RemoteIpAddress);
            var end = await body.ReadAsync(http.Request, cancel);
            if (end != BodyEnd.Read)
            {
                // The rest of the body is not read.
                http.Response.Headers.Connection = "close";
                security.LimitHit($"webhooks ({end})", http.Request.Path, http.Connection.RemoteIpAddress);
            }

            switch (end)
            {
                case BodyEnd.TooLarge:
                    return ApiErrors.TooLarge(http);
                case BodyEnd.TooSlow:
                    return ApiErrors.TooSlow;
                case BodyEnd.NoRoom:
                    return ApiProblem.Unavailable("Too many webhooks at once. Send it again.", TimeSpan.FromSeconds(2));
                default:
                    result = await webhooks.TakeAsync(body.Bytes, signature, cancel);
                    break;
            }
        }

        if (result == WebhookResult.NotGenuine)
            http.Response.Headers.WWWAuthenticate = "Signature";
        return result switch
        {
            WebhookResult.Taken => Results.NoContent(),
            WebhookResult.NotGenuine => new ApiProblem(401, "Authentication required", "The signature is missing, wrong or too old."),
            WebhookResult.NotReadable => new ApiProblem(400, "Invalid request", "The body is not valid JSON in UTF-8."),
            _ => ApiProblem.Unavailable("The database is busy. Send it again.", TimeSpan.FromSeconds(2)),
        };
    }
}
