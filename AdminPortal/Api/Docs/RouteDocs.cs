using Microsoft.AspNetCore.Mvc;

namespace AdminPortal.Api.Docs;

/// <summary>A route whose body is a number file in one of these content types.</summary>
internal sealed record CsvBody(IReadOnlyList<string> ContentTypes);

/// <summary>How a route describes itself in the OpenAPI document.</summary>
internal static class RouteDocs
{
    /// <summary>Describes a route, and the problems it responds with in addition to the common ones.</summary>
    public static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder route,
        string name,
        string summary,
        string description,
        params ReadOnlySpan<int> problems
    )
    {
        route.WithName(name).WithSummary(summary).WithDescription(description);
        foreach (var status in problems)
            route.Problem(status);
        return route;
    }

    /// <summary>The problems of every route that requires a key.</summary>
    public static RouteGroupBuilder WithCommonProblems(this RouteGroupBuilder group)
    {
        foreach (var status in (ReadOnlySpan<int>)[400, 401, 403, 429, 503])
            group.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), ["application/problem+json"]));
        return group;
    }

    private static void Problem(this RouteHandlerBuilder route, int status)
    {
        if (status == StatusCodes.Status304NotModified)
            route.Produces(status);
        else
            route.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), ["application/problem+json"]));
    }
}
