using AdminPortal.Api.Docs;
using AdminPortal.Api.Json;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Keys;
using Microsoft.AspNetCore.Mvc;

namespace AdminPortal.Api;

/// <summary>The client businesses.</summary>
internal static class BusinessRoutes
{
    public static void MapBusinesses(this IEndpointRouteBuilder admin)
    {
        var businesses = admin.MapGroup("/businesses").WithTags("Businesses");
        businesses
            .MapGet("/", ListAsync)
            .Describe(
                "ListBusinesses",
                "List businesses",
                "By name, page by page: pass `next` as `after`. `q` finds a part of the name, of the address or of the number, or the "
                    + "whole `external_id`. `closed=true` lists the closed ones, which are left out otherwise. For admins, support and "
                    + "viewers."
            )
            .Produces<Page<BusinessRecord>>();
        businesses
            .MapPost("/", CreateAsync)
            .Describe("CreateBusiness", "Add a business", "It has no number and no agent yet. For admins.", 409, 422)
            .Produces<BusinessRecord>(201);
        businesses
            .MapGet("/{id}", FindAsync)
            .Describe("GetBusiness", "One business", "For admins, support and viewers.", 304, 404)
            .Produces<BusinessRecord>();
        businesses
            .MapPatch("/{id}", ChangeAsync)
            .Describe("ChangeBusiness", "Edit a business", "What is left out stays, null clears. For admins.", 404, 409, 412, 422)
            .Produces<BusinessRecord>();
        businesses
            .MapPost("/{id}/close", CloseAsync)
            .Describe(
                "CloseBusiness",
                "Close a business",
                "Releases its number, removes its agent at the provider, takes it off the waiting list, and ends the access of its people "
                    + "and API keys. Its history stays. For admins.",
                404,
                409,
                412
            )
            .Produces<BusinessRecord>();
        businesses
            .MapPost("/{id}/reopen", ReopenAsync)
            .Describe(
                "ReopenBusiness",
                "Reopen a closed business",
                "It gets back its agent, the access of its people and API keys, and its number if that is still in quarantine. For admins.",
                404,
                409,
                412
            )
            .Produces<BusinessRecord>();
        businesses
            .MapPost("/{id}/api-keys", CreateKeyAsync)
            .Describe(
                "CreateBusinessApiKey",
                "Make an API key for a business",
                "The key is shown once. " + ApiKeyRoutes.OnceUnderAKey + " For admins.",
                404,
                409,
                422
            )
            .Produces<ShownApiKey>(201);
    }

    private static Task<IResult> ListAsync(
        HttpContext http,
        [FromQuery(Name = "q")] string? query,
        [FromQuery] bool? closed,
        [AsParameters] PageQuery page,
        BusinessService businesses,
        CancellationToken cancel
    ) =>
        http.ReadAsync(
            actor => businesses.ListAsync(actor, new BusinessFilter(query, IsClosed: closed ?? false), page.After, page.Limit(), cancel),
            found => found,
            ApiJson.Plain.PageBusinessRecord
        );

    private static Task<IResult> CreateAsync(
        HttpContext http,
        NewBusinessRequest? body,
        BusinessService businesses,
        CancellationToken cancel
    ) =>
        http.WriteAsync(
            actor => businesses.CreateAsync(actor, new NewBusiness(body?.Name, body?.ContactEmail, body?.ExternalId), cancel),
            ApiAnswers.BusinessMade
        );

    // The agent has its own version, so a business with one may change under the same version.
    private static Task<IResult> FindAsync(HttpContext http, string id, BusinessService businesses, CancellationToken cancel) =>
        http.ReadRecordAsync(
            actor => businesses.FindAsync(actor, QueryText.PathId(id), cancel),
            b => b.RowVersion,
            b => b.Agent is null,
            ApiJson.Plain.BusinessRecord
        );

    private static Task<IResult> ChangeAsync(
        HttpContext http,
        string id,
        BusinessPatch? body,
        BusinessService businesses,
        CancellationToken cancel
    ) =>
        http.WriteAsync(
            actor =>
                businesses.ChangeAsync(
                    actor,
                    QueryText.PathId(id),
                    new BusinessChanges(body?.Name, body?.ContactEmail, body?.ExternalId),
                    http.Seen(body),
                    cancel
                ),
            ApiAnswers.Business
        );

    private static Task<IResult> CloseAsync(
        HttpContext http,
        string id,
        ClosingRequest? body,
        ClosingService closing,
        CancellationToken cancel
    ) =>
        http.WriteAsync(
            actor => closing.CloseAsync(actor, QueryText.PathId(id), body?.Reason, http.Seen(body), cancel),
            ApiAnswers.Business
        );

    private static Task<IResult> ReopenAsync(
        HttpContext http,
        string id,
        VersionRequest? body,
        ClosingService closing,
        CancellationToken cancel
    ) => http.WriteAsync(actor => closing.ReopenAsync(actor, QueryText.PathId(id), http.Seen(body), cancel), ApiAnswers.Business);

    private static Task<IResult> CreateKeyAsync(
        HttpContext http,
        string id,
        NewBusinessKeyRequest? body,
        ApiKeyService keys,
        CancellationToken cancel
    ) =>
        http.WriteAsync(
            actor => keys.CreateAsync(actor, body?.Name ?? "API key", PortalRole.Business, QueryText.PathId(id), body?.ExpiresDays, cancel),
            ApiAnswers.KeyMade,
            ApiAnswers.KeyMadeBefore
        );
}
