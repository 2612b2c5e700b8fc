using AdminPortal.Services.Audit;
using Microsoft.AspNetCore.SignalR;

namespace AdminPortal.Security;

/// <summary>A filter in front of the framework's hub of live pages (circuits). Otherwise anyone with the secret id of a page could take it
/// over once its connection broke, and see everything on it. A page can be opened, reconnected and resumed only by the session that opened
/// it. The filter also enforces the limits of <see cref="OpenPages"/>, and closes connections that open no page.</summary>
internal sealed class CircuitGuard(OpenPages pages, SecurityLog security, TimeProvider clock) : IHubFilter
{
    /// <summary>How long a connection may be open without a page.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // The hub's method names.
    private const string Start = "StartCircuit",
        Connect = "ConnectCircuit",
        Resume = "ResumeCircuit";

    private static readonly object s_hasPage = new();

    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next
    )
    {
        var method = invocationContext.HubMethod.Name;
        if (
            method is Connect or Resume
            && !pages.IsOf(
                invocationContext.HubMethodArguments is [string secret, ..] ? secret : null,
                PageOwner.Of(invocationContext.Context.User)
            )
        )
        {
            security.PageOfOthersRefused(
                PageOwner.Of(invocationContext.Context.User)?.UserId,
                invocationContext.Context.GetHttpContext()?.Connection.RemoteIpAddress
            );
            // The hub's own response for an unknown page.
            return method == Connect ? false : null;
        }

        if (method is Start or Resume)
            return await OpenAsync(invocationContext, next);
        var answer = await next(invocationContext);
        if (method == Connect && answer is true)
            invocationContext.Context.Items[s_hasPage] = true;
        return answer;
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        await next(context);
        _ = CloseUnusedAsync(context.Context);
    }

    private async ValueTask<object?> OpenAsync(HubInvocationContext call, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (PageOwner.Of(call.Context.User) is not { } owner)
            return null;
        if (pages.TryOpen(owner) is not { } page)
        {
            security.LimitHit("open pages", "/_blazor", call.Context.GetHttpContext()?.Connection.RemoteIpAddress);
            // Shows the banner on the page that was refused.
            await call.Hub.Clients.Caller.SendAsync(
                "JS.Error",
                pages.WhyFull(owner) ?? "Too many pages are open.",
                call.Context.ConnectionAborted
            );
            return null;
        }

        string? secret = null;
        try
        {
            OpenPages.Opening = page;
            secret = await next(call) as string;
            if (secret is not null)
            {
                pages.Remember(page, secret);
                call.Context.Items[s_hasPage] = true;
            }

            return secret;
        }
        finally
        {
            OpenPages.Opening = null;
            if (secret is null)
                page.Close();
        }
    }

    private async Task CloseUnusedAsync(HubCallerContext connection)
    {
        try
        {
            await Task.Delay(Patience, clock, connection.ConnectionAborted);
            if (!connection.Items.ContainsKey(s_hasPage))
                connection.Abort();
        }
        catch (OperationCanceledException)
        {
            // The connection has already ended.
        }
    }
}

/// <summary>Releases the slot of a page when the framework disposes it. The framework creates circuit handlers late, and for some circuits
/// never, so the slot belongs to what it always creates at once: the page's authentication state.</summary>
internal sealed class OpenPagePlace : IDisposable
{
    private readonly OpenPage? _page = OpenPages.Opening is { } opening && opening.Claim() ? opening : null;

    public void Dispose() => _page?.Close();
}
