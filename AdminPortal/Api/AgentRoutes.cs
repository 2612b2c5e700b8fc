using System.ComponentModel;
using AdminPortal.Api.Docs;
using AdminPortal.Api.Json;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using Microsoft.AspNetCore.Mvc;

namespace AdminPortal.Api;

/// <summary>The businesses' voice agents and their state at the provider.</summary>
internal static class AgentRoutes
{
    public static void MapAgents(this IEndpointRouteBuilder admin)
    {
        var agents = admin.MapGroup("/agents").WithTags("Agents");
        agents
            .MapGet("/", ListAsync)
            .Describe(
                "ListAgents",
                "List agents",
                "In the order of their making, page by page: pass `next` as `after`. For admins, support and viewers."
            )
            .Produces<Page<AgentRecord>>();
        agents
            .MapPatch("/{id}", ChangeAsync)
            .Describe(
                "ChangeAgent",
                "Edit an agent",
                "What is left out stays; `opening_hours: null` removes the opening hours. The provider follows in the background. "
                    + "For admins and support.",
                404,
                412,
                422
            )
            .Produces<AgentRecord>();
        Act(
            agents,
            "/{id}/pause",
            PauseAsync,
            "PauseAgent",
            "Let an agent answer no calls",
            "Its number is unbound at the provider. For admins and support."
        );
        Act(agents, "/{id}/resume", ResumeAsync, "ResumeAgent", "Let an agent answer calls again", "For admins and support.");
        Act(
            agents,
            "/{id}/retry",
            RetryAsync,
            "RetryAgent",
            "Retry now",
            "Also repairs changes made at the provider where automatic repair is off. For admins and support."
        );
        admin
            .MapPost("/businesses/{id}/agent", CreateAsync)
            .WithTags("Agents")
            .Describe(
                "CreateAgent",
                "Give a business its agent",
                "The agent is made in the background: `status` is `provisioning` until the provider has it. For admins.",
                404,
                409,
                422
            )
            .Produces<AgentRecord>(201);
    }

    private static void Act(RouteGroupBuilder agents, string path, Delegate handler, string name, string summary, string what) =>
        agents.MapPost(path, handler).Describe(name, summary, what, 404, 412).Produces<AgentRecord>();

    private static Task<IResult> ListAsync(
        HttpContext http,
        [FromQuery, Description("`provisioning`, `active`, `paused`, `failed` or `drifted`")] string? status,
        [FromQuery(Name = "q")] string? query,
        [AsParameters] PageQuery page,
        AgentBoardService board,
        CancellationToken cancel
    ) =>
        http.ReadAsync(
            actor =>
                board.ListAsync(
                    actor,
                    new AgentFilter(QueryText.Word<AgentStatus>("status", status), query),
                    page.After,
                    page.Limit(),
                    cancel
                ),
            found => found,
            ApiJson.Plain.PageAgentRecord
        );

    private static Task<IResult> CreateAsync(
        HttpContext http,
        string id,
        AgentRequest? body,
        AgentService agents,
        CancellationToken cancel
    ) => http.WriteAsync(actor => agents.CreateAsync(actor, QueryText.PathId(id), AgentRequest.Wishes(body), cancel), ApiAnswers.AgentMade);

    private static Task<IResult> ChangeAsync(
        HttpContext http,
        string id,
        AgentPatch? body,
        AgentService agents,
        CancellationToken cancel
    ) =>
        http.WriteAsync(
            actor => agents.ChangeAsync(actor, QueryText.PathId(id), body?.Wishes ?? new AgentConfiguration(), http.Seen(body), cancel),
            ApiAnswers.Agent
        );

    private static Task<IResult> PauseAsync(
        HttpContext http,
        string id,
        VersionRequest? body,
        AgentService agents,
        CancellationToken cancel
    ) => http.WriteAsync(actor => agents.PauseAsync(actor, QueryText.PathId(id), http.Seen(body), cancel), ApiAnswers.Agent);

    private static Task<IResult> ResumeAsync(
        HttpContext http,
        string id,
        VersionRequest? body,
        AgentService agents,
        CancellationToken cancel
    ) => http.WriteAsync(actor => agents.ResumeAsync(actor, QueryText.PathId(id), http.Seen(body), cancel), ApiAnswers.Agent);

    private static Task<IResult> RetryAsync(
        HttpContext http,
        string id,
        VersionRequest? body,
        AgentService agents,
        CancellationToken cancel
    ) => http.WriteAsync(actor => agents.RetryAsync(actor, QueryText.PathId(id), http.Seen(body), cancel), ApiAnswers.Agent);
}
