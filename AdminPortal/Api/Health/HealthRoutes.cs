namespace AdminPortal.Api.Health;

/// <summary>Health checks for load balancers; public.</summary>
internal static class HealthRoutes
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Health").AllowAnonymous();
        health
            .MapGet("/live", () => Results.Text("live"))
            .WithName("Live")
            .WithSummary("Does the process run?")
            .Produces<string>(200, "text/plain");
        health
            .MapGet(
                "/ready",
                async (Readiness readiness, CancellationToken cancel) =>
                    await readiness.FaultAsync(cancel) is { } fault
                        ? Results.Text(fault, statusCode: StatusCodes.Status503ServiceUnavailable)
                        : Results.Text("ready")
            )
            .WithName("Ready")
            .WithSummary("Can it serve?")
            .WithDescription(
                "The database answers, is migrated and has its guards, and the hot paths are warm. Otherwise 503 and one line that "
                    + "says what is missing."
            )
            .Produces<string>(200, "text/plain")
            .Produces<string>(503, "text/plain");
    }
}
