using AdminPortal.Components.Shared.Dialogs;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace AdminPortal.Components.Layout.Search;

/// <summary>Opens the search and the list of shortcuts, by click or key, and navigates by key.</summary>
public sealed partial class QuickSearch : IAsyncDisposable
{
    private static readonly DialogOptions s_search = new()
    {
        MaxWidth = MaxWidth.Small,
        FullWidth = true,
        NoHeader = true,
        Position = DialogPosition.TopCenter,
        CloseOnEscapeKey = true,
    };
    private static readonly DialogOptions s_keys = PortalDialog.Wide with { BackdropClick = true };

    private DotNetObjectReference<QuickSearch>? _self;
    private IJSObjectReference? _keys;
    private IDialogReference? _open;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    /// <summary>A key was pressed outside of any field: <c>search</c>, <c>keys</c>, or <c>go</c> and a page's letter.</summary>
    [JSInvokable]
    public Task PressAsync(string what, string letter) =>
        InvokeAsync(() =>
            what switch
            {
                "search" => OpenAsync(),
                "keys" => ShowAsync<KeyList>("Keyboard shortcuts", s_keys),
                _ => GoAsync(letter),
            }
        );

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_keys is not null)
            {
                await _keys.InvokeVoidAsync("stop");
                await _keys.DisposeAsync();
            }
        }
        catch (Exception error) when (error is JSDisconnectedException or JSException or OperationCanceledException)
        {
            // The browser has disconnected.
        }

        _self?.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        _keys = await Js.InvokeAsync<IJSObjectReference>("import", "./js/keys.js");
        await _keys.InvokeVoidAsync("watch", _self);
    }

    private Task OpenAsync() => !Current.Actor.MaySeeAll ? Task.CompletedTask : ShowAsync<QuickSearchDialog>("Find", s_search);

    private async Task ShowAsync<T>(string title, DialogOptions options)
        where T : ComponentBase
    {
        // Pressing twice opens it once.
        if (_open is { Result.IsCompleted: false })
            return;
        _open = await Dialogs.ShowAsync<T>(title, options);
    }

    private Task GoAsync(string letter)
    {
        if (Shortcuts.PagesOf(Current.Actor).FirstOrDefault(p => p.Key is { } key && letter is [var pressed] && pressed == key) is { } page)
            Navigation.NavigateTo(page.Address);
        return Task.CompletedTask;
    }
}
