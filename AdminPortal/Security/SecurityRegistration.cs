using AdminPortal.Services.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AdminPortal.Security;

/// <summary>Registers the protection shared by pages and API. Each translates refusals itself.</summary>
internal static class SecurityRegistration
{
    public static IServiceCollection AddPortalSecurity(this IServiceCollection services, PortalSettings settings)
    {
        // First of all, so that it also applies to the server's own responses.
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
            // Strict over http. Over https the name differs: see CookieNames.
            tokens.Cookie.Name = "ap-forms";
            tokens.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });

        // Its lines contain full URLs, and some URLs contain the token of a link. Settings cannot enable it, because nobody wants to log
        // those.
        services.AddLogging(log => log.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning));
        return services;
    }

    /// <summary>Runs before authentication.</summary>
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
