using AdminPortal.Api.Docs;
using AdminPortal.Api.Json;
using AdminPortal.Services;
using AdminPortal.Services.Keys;
using Microsoft.AspNetCore.Mvc;

namespace AdminPortal.Api;

/// <summary>The API keys.</summary>
internal static class ApiKeyRoutes
{
    /// <summary>The description of repeated requests here.</summary>
    public const string OnceUnderAKey =
        "Sent again under its `Idempotency-Key`, the answer has `key` null: it is kept nowhere, so revoke that key and make another.";

    public static void MapApiKeys(this IEndpointRouteBuilder admin)
    {
        var keys = admin.MapGroup("/api-keys").WithTags("API keys");
        keys.MapGet("/", ListAsync)
            .Describe("ListApiKeys", "List API keys", "The newest first, all or one business's; never the keys themselves. For admins.")
            .Produces<Page<ApiKeyRecord>>();
        keys.MapPost("/", CreateAsync)
            .Describe(
                "CreateApiKey",
                "Make an API key",
                "Of the role `admin`, `support` or `viewer`, or `business` and then with its `business_id`. The key is shown once. "
                    + OnceUnderAKey
                    + " For admins.",
                404,
                422
            )
            .Produces<ShownApiKey>(201);
        keys.MapDelete("/{id}", RevokeAsync)
            .Describe(
                "RevokeApiKey",
                "Revoke an API key",
                "It stops working immediately. Revoking it again has no effect. For admins.",
                404,
                422
            )
            .Produces(204);
    }

    private static Task<IResult> ListAsync(
        HttpContext http,
        [FromQuery(Name = "business_id")] string? business,
        ApiKeyService keys,
        CancellationToken cancel
    ) =>
        http.ReadAsync(
            actor => keys.ListAsync(actor, QueryText.Id("business_id", business), cancel),
            all => new Page<ApiKeyRecord>(all, null),
            ApiJson.Plain.PageApiKeyRecord
        );

    private static Task<IResult> CreateAsync(HttpContext http, NewApiKeyRequest? body, ApiKeyService keys, CancellationToken cancel) =>
        http.WriteAsync(
            actor => keys.CreateAsync(actor, body?.Name, body?.Role, body?.BusinessId, body?.ExpiresDays, cancel),
            ApiAnswers.KeyMade,
            ApiAnswers.KeyMadeBefore
        );

    private static Task<IResult> RevokeAsync(HttpContext http, string id, ApiKeyService keys, CancellationToken cancel) =>
        http.WriteAsync(actor => keys.RevokeAsync(actor, QueryText.PathId(id), cancel), ApiAnswers.Nothing);
}
