namespace AdminPortal.Security;

/// <summary>
/// Brings requests into the shape that the routes expect, before any of them is chosen: <c>HEAD</c> is answered as <c>GET</c>, and the path
/// of
/// <c>PublicUrl</c> is taken off, whether the proxy in front keeps it or strips it.
/// </summary>
internal sealed class RequestNormalization(IConfiguration configuration) : IStartupFilter
{
    private readonly PathString _base = PortalLinks.PublicPath(configuration);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use(
                (http, rest) =>
                {
                    // The server itself leaves out the body of the answer: it knows how it was asked.
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
