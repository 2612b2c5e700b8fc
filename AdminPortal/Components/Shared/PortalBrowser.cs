using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AdminPortal.Components.Shared;

/// <summary>The person's browser: what <c>wwwroot/js/portal.js</c> does for the pages. One for each circuit.</summary>
public sealed class PortalBrowser(IJSRuntime js, ILogger<PortalBrowser> log) : IAsyncDisposable
{
    private Task<IJSObjectReference>? _module;
    private Task<TimeZoneInfo>? _zone;

    /// <summary>The zone that times are shown in: the viewer's once it is known, otherwise UTC.</summary>
    public TimeZoneInfo Zone => _zone is { IsCompletedSuccessfully: true } asked ? asked.Result : TimeZoneInfo.Utc;

    /// <summary>Whether the browser was asked for its zone.</summary>
    public bool IsZoneAsked => _zone is { IsCompletedSuccessfully: true };

    /// <summary>Asks the browser for its zone, once; UTC where this machine does not know it.</summary>
    public Task<TimeZoneInfo> FindZoneAsync() => _zone ??= AskZoneAsync();

    /// <summary>A moment as the viewer's clock shows it; named UTC where that is what it is.</summary>
    public string TimeText(DateTimeOffset at) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{TimeZoneInfo.ConvertTime(at, Zone):d MMM yyyy, HH:mm}{(Zone.Id == TimeZoneInfo.Utc.Id ? " UTC" : "")}"
        );

    public async Task RememberThemeAsync(ThemeChoice choice) =>
        await (await ModuleAsync()).InvokeVoidAsync("rememberTheme", choice.ToString().ToLowerInvariant());

    /// <summary>Puts text on the clipboard; false where the browser does not let us.</summary>
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

    /// <summary>Takes a list back to its first row.</summary>
    public async Task ScrollToTopAsync(ElementReference list) => await (await ModuleAsync()).InvokeVoidAsync("scrollToTop", list);

    /// <summary>Lets a list's rows be opened and selected by click and key.</summary>
    public async Task WatchRowsAsync(ElementReference list) => await (await ModuleAsync()).InvokeVoidAsync("watchRows", list);

    /// <summary>What this browser keeps under a name; null where it keeps nothing, or lets nobody look.</summary>
    public async Task<string?> RecallAsync(string name) => await (await ModuleAsync()).InvokeAsync<string?>("recall", name);

    /// <summary>Has this browser keep a text, for this person's next visits; false where it does not.</summary>
    public async Task<bool> KeepAsync(string name, string text) => await (await ModuleAsync()).InvokeAsync<bool>("keep", name, text);

    /// <summary>Downloads what is at an address of the portal, which stays open.</summary>
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
            // The browser is gone, and the module with it.
        }
    }

    private Task<IJSObjectReference> ModuleAsync() => _module ??= js.InvokeAsync<IJSObjectReference>("import", "./js/portal.js").AsTask();

    private async Task<TimeZoneInfo> AskZoneAsync()
    {
        var id = await (await ModuleAsync()).InvokeAsync<string>("timeZone");
        if (ViewerZones.TryFind(id, out var zone))
            return zone;
        log.LogWarning("This machine does not know the time zone {Zone}: times are shown in UTC", id);
        return TimeZoneInfo.Utc;
    }
}
