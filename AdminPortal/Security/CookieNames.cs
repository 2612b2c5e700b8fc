namespace AdminPortal.Security;

/// <summary>Names the portal's cookies <c>__Host-…</c> for https requests: browsers then accept them only from this exact host over https,
/// so that neither a neighbouring site nor an attacker on the network can set one. Over http, as on <c>http://localhost</c>, browsers
/// reject that name, so within the portal the cookies have plain names, and plain names received over https are ignored.</summary>
internal sealed class CookieNames(RequestDelegate next)
{
    public const string Prefix = "__Host-";

    /// <summary>Prefixes of the cookies that only the server reads. Cookies set by scripts have other names.</summary>
    private static readonly string[] s_ours = ["ap-session", "ap-forms", "Identity.", ".AspNetCore."];

    public Task InvokeAsync(HttpContext http)
    {
        // The prefix requires the path "/", which cookies under a base path do not have.
        if (!http.Request.IsHttps || http.Request.PathBase.HasValue)
            return next(http);
        if (http.Request.Headers.Cookie.Count > 0)
            http.Request.Headers.Cookie = Read(http.Request.Headers.Cookie.ToString());
        http.Response.OnStarting(Write, http.Response.Headers);
        return next(http);
    }

    private static string Read(string cookies)
    {
        // Several cookie headers are joined with commas, which cookie values cannot contain.
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

    /// <summary>The prefix requires this too, also for the cookie that deletes one.</summary>
    private static string Secured(string cookie) =>
        cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase) ? cookie : cookie + "; secure";

    private static bool IsOurs(string cookie) => s_ours.Any(name => cookie.StartsWith(name, StringComparison.Ordinal));
}
