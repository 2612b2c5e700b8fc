using Microsoft.AspNetCore.Mvc;

namespace AdminPortal.Api.Docs;

/// <summary>A route whose body is a file of numbers, sent as one of these types.</summary>
internal sealed record CsvBody(IReadOnlyList<string> ContentTypes);

/// <summary>How a route describes itself in the OpenAPI document.</summary>
internal static class RouteDocs
{
    /// <summary>Says what a route does, and which problems it answers with beside those that every route has.</summary>
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

    /// <summary>The problems of every route that needs a key.</summary>
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
