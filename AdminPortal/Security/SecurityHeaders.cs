namespace AdminPortal.Security;

/// <summary>Adds security headers to every response. Runs first, so that the server's own responses, such as for a foreign host name, have
/// them too; writes last, so that there is one of each.</summary>
internal sealed class SecurityHeaders(IHostEnvironment environment) : IStartupFilter
{
    private const string Forbidden =
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
        + "payment=(), usb=()";

    private readonly string _policy = environment.IsDevelopment() ? ContentPolicy.Development : ContentPolicy.Strict;
    private readonly bool _isDevelopment = environment.IsDevelopment();

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use(
                (http, rest) =>
                {
                    http.Response.OnStarting(WriteAsync, http);
                    return rest(http);
                }
            );
            next(app);
        };

    private Task WriteAsync(object state)
    {
        var http = (HttpContext)state;
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy.WithNonce(http) ?? _policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = Forbidden;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";

        // A year. Not for localhost, because other servers on it use http.
        if (http.Request.IsHttps && !_isDevelopment && http.Request.Host.Host != "localhost")
            headers.StrictTransportSecurity = "max-age=31536000";

        // The next user of the browser finds nothing in its cache. Static files set their own lifetime.
        if (headers.CacheControl.Count == 0 && !IsPublic(http.Request.Path))
            headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    /// <summary>The API description is public.</summary>
    private static bool IsPublic(PathString path) => path.StartsWithSegments("/docs") || path.StartsWithSegments("/openapi");
}
