using AdminPortal.Api.Authentication;
using AdminPortal.Api.Docs;
using AdminPortal.Services.Onboarding;

namespace AdminPortal.Api;

/// <summary>Onboarding of businesses.</summary>
internal static class OnboardingRoutes
{
    public static void MapOnboarding(this IEndpointRouteBuilder routes)
    {
        var onboarding = routes
            .MapGroup("/api/onboarding")
            .WithTags("Onboarding")
            .RequireAuthorization(ApiPolicies.AdminOrSession)
            .WithCommonProblems()
            .WithMetadata(BodyLimit.Json);
        onboarding
            .MapPost("/complete", CompleteAsync)
            .Describe(
                "CompleteOnboarding",
                "Onboard a business: create it with its agent and number",
                "All or nothing. The agent is created at its provider in the background: its `status` is `provisioning` until then. With "
                    + "no number available the business is still created, with status `waitlisted`, and gets a number automatically. The "
                    + "same `external_id` again answers 200 with the business created before, unchanged. For admins, and for people "
                    + "whose business signed up: then name, address and `external_id` stay the same.",
                422
            )
            .Produces<OnboardingAnswer>(201)
            .Produces<OnboardingAnswer>();
    }

    private static Task<IResult> CompleteAsync(
        HttpContext http,
        OnboardingRequest? body,
        OnboardingService onboarding,
        CancellationToken cancel
    )
    {
        var client = new NewClient(
            body?.BusinessName,
            body?.ContactEmail,
            body?.ExternalId,
            OnboardingAgent.Wishes(body?.Agent),
            body?.ProvisionNumber ?? true
        );
        return http.WriteAsync(
            actor => onboarding.CompleteAsync(actor, client, cancel),
            ApiAnswers.Onboarded,
            invalid: StatusCodes.Status422UnprocessableEntity
        );
    }
}
