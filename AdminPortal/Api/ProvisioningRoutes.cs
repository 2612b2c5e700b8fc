using AdminPortal.Api.Authentication;
using AdminPortal.Api.Docs;
using AdminPortal.Services.Provisioning;

namespace AdminPortal.Api;

/// <summary>A business requests its number.</summary>
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
                "Assign the next available number to a business",
                "A business key provisions its own business and needs no body; an admin key names one. A business that already has a "
                    + "number gets the same one again. When no number is available, the answer is 503 with how many are in quarantine "
                    + "and when the next becomes available, and `Retry-After` where that is known. With `wait` the business then joins "
                    + "the waiting list and gets a number automatically, in the order of joining; `waitlisted` says whether it is on "
                    + "the list. A closed business gets 409.",
                404,
                409,
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
