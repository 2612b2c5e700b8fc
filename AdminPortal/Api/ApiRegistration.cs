using AdminPortal.Api.Authentication;
using AdminPortal.Api.Docs;
using AdminPortal.Api.Errors;
using AdminPortal.Api.Health;
using AdminPortal.Api.Json;
using Microsoft.AspNetCore.Authentication;

namespace AdminPortal.Api;

/// <summary>Registers the HTTP API and maps its routes.</summary>
internal static class ApiRegistration
{
    public static IServiceCollection AddPortalApi(this IServiceCollection services)
    {
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null);
        services.AddAuthorization();
        services.ConfigureHttpJsonOptions(json => ApiJson.Apply(json.SerializerOptions));

        // Binding errors are thrown in every environment, so that one place explains them.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddSingleton<Readiness>();
        services.AddSingleton<WebhookBodies>();
        services.AddPortalDocs();
        return services;
    }

    public static WebApplication MapPortalApi(this WebApplication app)
    {
        app.UseWhen(IsApi, api => api.UseMiddleware<ApiErrors>());
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseWhen(IsApi, api => api.UseMiddleware<SessionCallers>().UseMiddleware<KeyLimit>().UseMiddleware<Idempotency>());

        app.MapPortalDocs();
        app.MapProvisioning();
        app.MapOnboarding();
        app.MapOwnBusiness();
        var admin = app.MapGroup("/api/admin").RequireAuthorization(ApiPolicies.View).WithCommonProblems().WithMetadata(BodyLimit.Json);
        admin.MapNumbers();
        admin.MapNumberActions();
        admin.MapNumberFiles();
        admin.MapSupply();
        admin.MapStock();
        admin.MapBusinesses();
        admin.MapAgents();
        admin.MapApiKeys();
        app.MapWebhooks();
        app.MapHealth();
        return app;
    }

    private static bool IsApi(HttpContext http) => http.Request.Path.StartsWithSegments("/api");
}
