using AdminPortal.Services;
using AdminPortal.Services.Agents;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>The recordings of voices. Browsers load them from the portal: the content policy allows no other host, and the provider does
/// not learn who listens.</summary>
internal static class VoiceRoutes
{
    public static void MapVoices(this IEndpointRouteBuilder app) =>
        app.MapGet("/voices/sample", SampleAsync).RequireAuthorization().ExcludeFromDescription();

    private static async Task<IResult> SampleAsync(HttpContext http, string voice, VoiceService voices, CancellationToken cancel)
    {
        var sample = await voices.SampleAsync(CurrentActor.Of(http), voice, cancel);
        if (sample.Value is not { } found)
            return Results.Text(
                sample.Refusal!.Message,
                statusCode: sample.Refusal switch
                {
                    Refusal.NotAllowed => StatusCodes.Status403Forbidden,
                    AgentProviderFailed => StatusCodes.Status502BadGateway,
                    _ => StatusCodes.Status404NotFound,
                }
            );
        http.Response.Headers.CacheControl = "private, max-age=86400";
        return Results.Bytes(found.Audio, found.ContentType, enableRangeProcessing: true);
    }
}
