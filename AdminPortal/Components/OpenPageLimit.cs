using System.Collections.Concurrent;
using AdminPortal.Components.Account;
using AdminPortal.Security;
using AdminPortal.Services.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Features;

namespace AdminPortal.Components;

/// <summary>Limits open pages per session: shows a message instead of a page that never becomes live, counts page connections, and prevents
/// sessions from using the connection or closing the page of another. Runs after session validation.</summary>
internal sealed class OpenPageLimit(RequestDelegate next, OpenPages pages, RequestLimits limits, SecurityLog security, TimeProvider clock)
{
    private const string Connections = "/_blazor",
        Negotiate = "/NEGOTIATE",
        Disconnect = "/DISCONNECT";
    private const long MostForm = 16 * 1024;
    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Guid, int> _open = [];
    private readonly ConcurrentDictionary<string, (Guid Session, DateTimeOffset Seen)> _tokens = new(StringComparer.Ordinal);
    private int _all;
    private DateTimeOffset _swept = clock.GetUtcNow();

    public Task InvokeAsync(HttpContext http)
    {
        var owner = PageOwner.Of(http.User);
        if (http.Request.Path.StartsWithSegments(Connections, out var rest))
            return ConnectAsync(http, owner, (rest.Value ?? "").TrimEnd('/').ToUpperInvariant());
        if (owner is null || !HttpMethods.IsGet(http.Request.Method) || !ComesAlive(http) || pages.WhyFull(owner) is not { } why)
            return next(http);
        security.LimitHit("open pages", http.Request.Path, http.Connection.RemoteIpAddress);
        http.Response.Headers.RetryAfter = "180";
        return RefusedDocument.Of(StatusCodes.Status503ServiceUnavailable, "Too many open pages", why).ExecuteAsync(http);
    }

    private static bool ComesAlive(HttpContext http) =>
        http.GetEndpoint()?.Metadata is { } page
        && page.GetMetadata<ComponentTypeMetadata>() is not null
        && page.GetMetadata<ExcludeFromInteractiveRoutingAttribute>() is null;

    private async Task ConnectAsync(HttpContext http, PageOwner? owner, string rest)
    {
        if (owner is null)
        {
            // Anonymous visitors have no live pages, so they get no connection.
            if (rest is "" or Negotiate or Disconnect)
                http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            else
                await next(http);
            return;
        }

        if (
            rest == Disconnect && !await IsOwnAsync(http, owner)
            || http.Request.Query["id"] is [{ Length: > 0 } token] && !IsOwnConnection(token, owner)
        )
        {
            security.PageOfOthersRefused(owner.UserId, http.Connection.RemoteIpAddress);
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        if (rest == Negotiate && limits.OfConnection(owner.SessionId) is not null || rest.Length == 0 && !Enter(owner))
        {
            security.LimitHit("connections of pages", http.Request.Path, http.Connection.RemoteIpAddress);
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            http.Response.Headers.RetryAfter = "60";
            await http.Response.WriteAsync("Too many pages are open. Close some, then try again.", http.RequestAborted);
            return;
        }

        try
        {
            await next(http);
        }
        finally
        {
            if (rest.Length == 0)
                Leave(owner);
        }
    }

    private bool Enter(PageOwner owner)
    {
        var all = Interlocked.Increment(ref _all);
        if (_open.AddOrUpdate(owner.SessionId, 1, (_, count) => count + 1) <= pages.ConnectionsPerSession && all <= pages.Connections)
            return true;
        Leave(owner);
        return false;
    }

    private void Leave(PageOwner owner)
    {
        Interlocked.Decrement(ref _all);
        if (_open.AddOrUpdate(owner.SessionId, 0, (_, count) => count - 1) == 0)
            _open.TryRemove(KeyValuePair.Create(owner.SessionId, 0));
    }

    /// <summary>A closing page sends this request, so that its circuit ends immediately.</summary>
    private async Task<bool> IsOwnAsync(HttpContext http, PageOwner owner)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostForm;
        try
        {
            return http.Request.HasFormContentType
                && pages.IsOf((await http.Request.ReadFormAsync(http.RequestAborted))["circuitId"], owner);
        }
        catch (Exception error) when (error is BadHttpRequestException or InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Whether a connection's token was first used by this session. A token that was not used for a while belongs to an ended
    /// connection.</summary>
    private bool IsOwnConnection(string token, PageOwner owner)
    {
        var now = clock.GetUtcNow();
        if (now - _swept > s_memory)
        {
            _swept = now;
            foreach (var (old, seen) in _tokens)
                if (now - seen.Seen > s_memory)
                    _tokens.TryRemove(KeyValuePair.Create(old, seen));
        }

        return _tokens
                .AddOrUpdate(token, (owner.SessionId, now), (_, known) => known.Session == owner.SessionId ? (known.Session, now) : known)
                .Session == owner.SessionId;
    }
}
