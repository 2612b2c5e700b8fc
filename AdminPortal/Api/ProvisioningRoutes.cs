using AdminPortal.Api.Authentication;
using AdminPortal.Api.Docs;
using AdminPortal.Services.Provisioning;

namespace AdminPortal.Api;

/// <summary>A business asks for its number.</summary>
internal static class ProvisioningRoutes
{
    public static void MapProvisioning(this IEndpointRouteBuilder routes)
    {
        var phone = routes
            .MapGroup("/api/phone")
            .WithTags("Provisioning")
            .RequireAuthorization(ApiPolicies.SignedIn)
            .WithCommonProblems()
            .WithMetadata(BodyLimit.Json);
        phone
            .MapPost("/provision", ProvisionAsync)
            .Describe(
                "ProvisionNumber",
                "Give a business the next free number",
                "A business key asks for its own business and needs no body; an admin key names one. A business that has a number "
                    + "gets the same one again. "
                    + "When none is free the answer is 503 with how many rest and when the next is free, and `Retry-After` where that "
                    + "is known. "
                    + "With `wait` the business joins the waiting list then: it gets a number by itself, in the order of asking, "
                    + "before anybody who asks later; `waitlisted` says whether it is on the list.",
                404,
                422
            )
            .Produces<ProvisionAnswer>();
    }

    private static Task<IResult> ProvisionAsync(
        HttpContext http,
        ProvisionRequest? body,
        ProvisioningService provisioning,
        CancellationToken cancel
    ) =>
        http.WriteAsync(actor => provisioning.ProvisionAsync(actor, body?.BusinessId, body?.Wait ?? false, cancel), ApiAnswers.Provisioned);
}
