using AdminPortal.Api.Authentication;
using AdminPortal.Api.Docs;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Onboarding;

namespace AdminPortal.Api;

/// <summary>A business is taken on with all that it gets.</summary>
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
                "Take a business on: business, agent and number at once",
                "All of it or nothing. The agent is made at its provider in the background: its `status` is `provisioning` until the "
                    + "provider has it. With no free number "
                    + "the business is taken on all the same, `waitlisted`, and gets a number by itself. The same `external_id` again "
                    + "answers 200 with the business that was "
                    + "made with it, as it is. For admins; and for a person whose business signed up, who completes it: name, address "
                    + "and `external_id` are then what they are.",
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
        var agent = body?.Agent;
        var client = new NewClient(
            body?.BusinessName,
            body?.ContactEmail,
            body?.ExternalId,
            new AgentConfiguration(agent?.Name, agent?.VoiceId, agent?.Language, agent?.Greeting, agent?.Prompt),
            body?.ProvisionNumber ?? true
        );
        return http.WriteAsync(
            actor => onboarding.CompleteAsync(actor, client, cancel),
            ApiAnswers.Onboarded,
            invalid: StatusCodes.Status422UnprocessableEntity
        );
    }
}
