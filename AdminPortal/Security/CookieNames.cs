namespace AdminPortal.Security;

/// <summary>
/// Names the portal's cookies <c>__Host-…</c> where the request came by https: then browsers take them from this very host and by https
/// alone, so that neither a neighbouring site nor anyone between browser and server can plant one. Over http, as on
/// <c>http://localhost</c>,
/// browsers
/// refuse that name; so within the portal the cookies have their plain names, and what comes by https under a plain name is not read.
/// </summary>
internal sealed class CookieNames(RequestDelegate next)
{
    public const string Prefix = "__Host-";

    /// <summary>How the names begin of the cookies that only the server reads. Those that scripts set have other names.</summary>
    private static readonly string[] s_ours = ["ap-session", "ap-forms", "Identity.", ".AspNetCore."];

    public Task InvokeAsync(HttpContext http)
    {
        // The name asks for the path "/", which cookies do not have beneath another one.
        if (!http.Request.IsHttps || http.Request.PathBase.HasValue)
            return next(http);
        if (http.Request.Headers.Cookie.Count > 0)
            http.Request.Headers.Cookie = Read(http.Request.Headers.Cookie.ToString());
        http.Response.OnStarting(Write, http.Response.Headers);
        return next(http);
    }

    private static string Read(string cookies)
    {
        // Several lines of cookies are joined with commas, which no cookie's value may hold.
        var read = cookies
            .Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(cookie => !IsOurs(cookie))
            .Select(cookie =>
                cookie.StartsWith(Prefix, StringComparison.Ordinal) && IsOurs(cookie[Prefix.Length..]) ? cookie[Prefix.Length..] : cookie
            );
        return string.Join("; ", read);
    }

    private static Task Write(object state)
    {
        var headers = (IHeaderDictionary)state;
        if (headers.SetCookie.Count > 0)
            headers.SetCookie = headers
                .SetCookie.Select(cookie => cookie is not null && IsOurs(cookie) ? Prefix + Secured(cookie) : cookie)
                .ToArray();
        return Task.CompletedTask;
    }

    /// <summary>The name asks for this as well, also of the cookie that takes one away.</summary>
    private static string Secured(string cookie) =>
        cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase) ? cookie : cookie + "; secure";

    private static bool IsOurs(string cookie) => s_ours.Any(name => cookie.StartsWith(name, StringComparison.Ordinal));
}
