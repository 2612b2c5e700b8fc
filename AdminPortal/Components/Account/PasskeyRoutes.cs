using AdminPortal.Services.Audit;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Antiforgery;

namespace AdminPortal.Components.Account;

/// <summary>Provides WebAuthn options for the pages' script. The responses are submitted with the pages' forms.</summary>
internal static class PasskeyRoutes
{
    public const string SignInPath = "account/passkeys/ask-to-sign-in",
        CreatePath = "account/passkeys/ask-to-create";

    public static void MapPasskeys(this IEndpointRouteBuilder app)
    {
        // Not rate limited as an attempt: every visit of the sign-in page requests options.
        app.MapPost(SignInPath, SignInAsync)
            .AllowAnonymous()
            .AddEndpointFilter(FromOurPagesAsync)
            .ExcludeFromDescription()
            .DisableRateLimiting();
        app.MapPost(CreatePath, CreateAsync)
            .RequireAuthorization()
            .AddEndpointFilter(FromOurPagesAsync)
            .ExcludeFromDescription()
            .DisableRateLimiting();
    }

    private static async Task<IResult> SignInAsync(PasskeySignIn passkeys) =>
        Results.Text(await passkeys.AskToSignInAsync(), "application/json");

    private static async Task<IResult> CreateAsync(HttpContext http, PasskeySignIn passkeys, CancellationToken cancel)
    {
        if (SessionActor.Of(http.User) is not { } actor)
            return Results.Unauthorized();
        var asked = await passkeys.AskToCreateAsync(actor, cancel);
        return asked.Match(
            options => Results.Text(options, "application/json"),
            refusal => Results.Text(refusal.Message, statusCode: StatusCodes.Status409Conflict)
        );
    }

    private static async ValueTask<object?> FromOurPagesAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var http = call.HttpContext;
        if (await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
            return await next(call);
        http.RequestServices.GetRequiredService<SecurityLog>().ForgedFormRefused(http.Request.Path, http.Connection.RemoteIpAddress);
        return Results.Text("This page is out of date. Reload it.", statusCode: StatusCodes.Status400BadRequest);
    }
}
