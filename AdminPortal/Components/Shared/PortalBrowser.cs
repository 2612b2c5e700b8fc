using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AdminPortal.Components.Shared;

/// <summary>The user's browser: the functions of <c>wwwroot/js/portal.js</c>. One for each circuit.</summary>
public sealed class PortalBrowser(IJSRuntime js, ILogger<PortalBrowser> log) : IAsyncDisposable
{
    private Task<IJSObjectReference>? _module;
    private Task<TimeZoneInfo>? _zone;

    /// <summary>The time zone for display: the viewer's once it is known, otherwise UTC.</summary>
    public TimeZoneInfo Zone => _zone is { IsCompletedSuccessfully: true } asked ? asked.Result : TimeZoneInfo.Utc;

    /// <summary>How the viewer's language writes times; the default until it is known.</summary>
    public TimePatterns Patterns { get; private set; } = TimePatterns.Default;

    /// <summary>Whether the browser has reported its time zone.</summary>
    public bool IsZoneAsked => _zone is { IsCompletedSuccessfully: true };

    /// <summary>Reads the browser's time zone and language, once; UTC if this machine does not know the zone.</summary>
    public Task<TimeZoneInfo> FindZoneAsync() => _zone ??= AskZoneAsync();

    public async Task RememberThemeAsync(ThemeChoice choice) =>
        await (await ModuleAsync()).InvokeVoidAsync("rememberTheme", choice.ToString().ToLowerInvariant());

    /// <summary>Copies text to the clipboard; false if the browser refuses.</summary>
    public async Task<bool> CopyAsync(string text)
    {
        try
        {
            await (await ModuleAsync()).InvokeVoidAsync("copyText", text);
            return true;
        }
        catch (JSException)
        {
            return false;
        }
    }

    /// <summary>Scrolls a list to its first row.</summary>
    public async Task ScrollToTopAsync(ElementReference list) => await (await ModuleAsync()).InvokeVoidAsync("scrollToTop", list);

    /// <summary>Makes a list's rows open and select by click and key, and the edges of its columns movable if it names the limits of
    /// their widths.</summary>
    /// <param name="page">Its <c>ExtendAsync</c> is called to select a range, and its <c>ResizeAsync</c> with a column and its
    /// width.</param>
    public async Task WatchListAsync<T>(ElementReference list, DotNetObjectReference<T> page)
        where T : class
    {
        var module = await ModuleAsync();
        try
        {
            await module.InvokeVoidAsync("watchList", list, page);
        }
        catch (ObjectDisposedException)
        {
            // Another list took its place before the browser was asked.
        }
    }

    /// <summary>Downloads a file from the portal without leaving the page.</summary>
    public async Task DownloadAsync(string address) => await (await ModuleAsync()).InvokeVoidAsync("download", address);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
                await (await _module).DisposeAsync();
        }
        catch (Exception error) when (error is JSDisconnectedException or JSException or OperationCanceledException)
        {
            // The browser has disconnected.
        }
    }

    private Task<IJSObjectReference> ModuleAsync() => _module ??= js.InvokeAsync<IJSObjectReference>("import", "./js/portal.js").AsTask();

    private async Task<TimeZoneInfo> AskZoneAsync()
    {
        var module = await ModuleAsync();
        var asked = module.InvokeAsync<TimePatterns?>("timePatterns");
        var id = await module.InvokeAsync<string>("timeZone");
        Patterns = TimePatterns.Of(await asked);
        if (ViewerZones.TryFind(id, out var zone))
            return zone;
        log.LogWarning("This machine does not know the time zone {Zone}: times are shown in UTC", id);
        return TimeZoneInfo.Utc;
    }
}
