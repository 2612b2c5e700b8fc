using AdminPortal.Security;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Import;
using AdminPortal.Services.Keys;
using AdminPortal.Services.Numbers;
using Microsoft.AspNetCore.OpenApi;
using Scalar.AspNetCore;

namespace AdminPortal.Api.Docs;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and its page at <c>/docs</c>; both are public.</summary>
internal static class DocsRegistration
{
    public static void AddPortalDocs(this IServiceCollection services) =>
        services.AddOpenApi(
            "v1",
            document =>
            {
                document.AddDocumentTransformer(DocsTransformers.DescribeAsync);
                document.AddOperationTransformer(DocsTransformers.DescribeOperationAsync);
                document.AddSchemaTransformer(DocsTransformers.DescribeSchemaAsync);
                document.CreateSchemaReferenceId = type => NameOf(type.Type) ?? OpenApiOptions.CreateDefaultSchemaReferenceId(type);
            }
        );

    public static void MapPortalDocs(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi().AllowAnonymous();

        // The page loads nothing from other hosts: the portal serves its script, and fonts are the system's.
        routes
            .MapScalarApiReference(
                "/docs",
                (page, http) =>
                    page.WithNonce(http.ScriptNonce())
                        .WithTitle("AdminPortal API")
                        .AddPreferredSecuritySchemes(DocsTransformers.Bearer)
                        .DisableDefaultFonts()
                        .DisableTelemetry()
                        .DisableAgent()
                        .DisableMcp()
                        .HideDeveloperTools()
                        .HideClientButton()
            )
            .AllowAnonymous();
    }

    /// <summary>The records' names in the document, if they differ from the code.</summary>
    private static string? NameOf(Type type) =>
        type == typeof(NumberRecord) ? "Number"
        : type == typeof(BusinessRecord) ? "Business"
        : type == typeof(AgentRecord) ? "Agent"
        : type == typeof(OpeningHoursRecord) ? "OpeningHours"
        : type == typeof(ApiKeyRecord) ? "ListedApiKey"
        : type == typeof(ShownApiKey) ? "ApiKey"
        : type == typeof(ImportReport) ? "ImportReport"
        : null;
}
