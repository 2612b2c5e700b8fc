namespace AdminPortal.Security;

/// <summary>Normalises requests before routing: <c>HEAD</c> is handled as <c>GET</c>, and the path of <c>PublicUrl</c> is removed, whether
/// the proxy forwards or strips it.</summary>
internal sealed class RequestNormalization(IConfiguration configuration) : IStartupFilter
{
    private readonly PathString _base = PortalLinks.PublicPath(configuration);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use(
                (http, rest) =>
                {
                    // The server omits the body for the original method.
                    if (HttpMethods.IsHead(http.Request.Method))
                        http.Request.Method = HttpMethods.Get;
                    if (_base.HasValue)
                    {
                        if (http.Request.Path.StartsWithSegments(_base, out var beneath))
                            http.Request.Path = beneath.HasValue ? beneath : "/";
                        http.Request.PathBase = _base;
                    }

                    return rest(http);
                }
            );
            next(app);
        };
}
