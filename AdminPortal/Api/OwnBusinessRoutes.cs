using AdminPortal.Api.Authentication;
using AdminPortal.Api.Docs;
using AdminPortal.Api.Json;
using AdminPortal.Services.Agents;
using AdminPortal.Services.History;

namespace AdminPortal.Api;

/// <summary>A business's requests about itself.</summary>
internal static class OwnBusinessRoutes
{
    public static void MapOwnBusiness(this IEndpointRouteBuilder routes)
    {
        var business = routes
            .MapGroup("/api/business")
            .WithTags("Own business")
            .RequireAuthorization(ApiPolicies.SignedIn)
            .WithCommonProblems();
        business
            .MapGet("/me", MeAsync)
            .Describe(
                "GetOwnBusiness",
                "The caller's own business",
                "The business record of a business key, with its number and all that happened to it, the newest first."
            )
            .Produces<OwnBusiness>();
        business
            .MapPatch("/agent", ChangeAgentAsync)
            .Describe(
                "ChangeOwnAgent",
                "Edit the caller's agent",
                "Its greeting and the opening hours that it tells callers. What is left out stays; `opening_hours: null` removes them. "
                    + "The provider follows in the background.",
                404,
                412
            )
            .Produces<AgentRecord>();
        business
            .MapPost("/agent/pause", PauseAsync)
            .Describe(
                "PauseOwnAgent",
                "Let the caller's agent answer no calls",
                "Its number is unbound at the provider until it is resumed.",
                404
            )
            .Produces<AgentRecord>();
        business
            .MapPost("/agent/resume", ResumeAsync)
            .Describe(
                "ResumeOwnAgent",
                "Let the caller's agent answer calls again",
                "`status` is `provisioning` until its number is bound again.",
                404
            )
            .Produces<AgentRecord>();
    }

    private static Task<IResult> ChangeAgentAsync(HttpContext http, OwnAgentPatch? body, AgentService agents, CancellationToken cancel) =>
        http.WriteAsync(
            actor => agents.ChangeOwnAsync(actor, body?.Change ?? new OwnAgentChange(), http.Seen(body), cancel),
            ApiAnswers.Agent
        );

    private static Task<IResult> PauseAsync(HttpContext http, AgentService agents, CancellationToken cancel) =>
        http.WriteAsync(actor => agents.PauseOwnAsync(actor, cancel), ApiAnswers.Agent);

    private static Task<IResult> ResumeAsync(HttpContext http, AgentService agents, CancellationToken cancel) =>
        http.WriteAsync(actor => agents.ResumeOwnAsync(actor, cancel), ApiAnswers.Agent);

    private static Task<IResult> MeAsync(HttpContext http, HistoryService history, CancellationToken cancel) =>
        http.ReadAsync(
            actor => history.OfOwnBusinessAsync(actor, cancel),
            own => OwnBusiness.Of(own.Business, own.Past),
            ApiJson.Plain.OwnBusiness
        );
}
