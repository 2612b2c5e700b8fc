using AdminPortal.Services.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AdminPortal.Security;

/// <summary>Adds what guards the pages and the API alike. How a refusal reads is theirs to say.</summary>
internal static class SecurityRegistration
{
    public static IServiceCollection AddPortalSecurity(this IServiceCollection services, PortalSettings settings)
    {
        // First of all, also of the server's own.
        services.AddHostNames(settings.Hosts);
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, SecurityHeaders>());
        services.Insert(1, ServiceDescriptor.Singleton<IStartupFilter, RequestNormalization>());
        services.Configure<KestrelServerOptions>(ServerLimits.Apply);
        services.AddSingleton(settings.RateLimits);
        services.AddSingleton<RequestLimits>();
        services.AddSingleton(settings.Proxy);
        services.AddSingleton<OpenPages>();
        services
            .AddOptions<KestrelServerOptions>()
            .Configure<OpenPageSettings>((server, pages) => server.Limits.MaxConcurrentUpgradedConnections = 2L * pages.Total + 100);
        services.AddAntiforgery(tokens =>
        {
            // Strict as it comes. Over https its name is another: see CookieNames.
            tokens.Cookie.Name = "ap-forms";
            tokens.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });

        // Its lines hold whole addresses, and some addresses hold the token of a link. Nor by the settings: nobody means to log those.
        services.AddLogging(log => log.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning));
        return services;
    }

    /// <summary>Comes before everything that asks who the caller is.</summary>
    public static WebApplication UsePortalSecurity(this WebApplication app)
    {
        if (app.Services.GetRequiredService<ProxySettings>().ToOptions() is { } proxies)
            app.UseForwardedHeaders(proxies);
        app.UseHostNames();
        app.UseMiddleware<CookieNames>();
        app.UseMiddleware<CrossOriginRequests>();
        return app;
    }
}
