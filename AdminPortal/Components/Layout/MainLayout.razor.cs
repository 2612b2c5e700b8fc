using AdminPortal.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace AdminPortal.Components.Layout;

/// <summary>The frame around every page: top bar, navigation, theme, and error display.</summary>
public sealed partial class MainLayout : IDisposable
{
    private Appearance _appearance = Appearance.Default;
    private MudThemeProvider? _themeProvider;
    private ErrorBoundary? _boundary;
    private bool _drawerOpen;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    /// <summary>The theme from the cookies of the page request.</summary>
    [CascadingParameter]
    public Appearance? Asked { get; set; }

    /// <summary>With the page's own address: relative to the base, "#content" alone would leave the page.</summary>
    private string SkipTarget => Navigation.ToBaseRelativePath(Navigation.Uri).Split('#')[0] + "#content";

    public void Dispose() => Navigation.LocationChanged -= OnLocationChanged;

    protected override void OnInitialized()
    {
        _appearance = Asked ?? Appearance.Default;
        Navigation.LocationChanged += OnLocationChanged;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || _themeProvider is null)
            return;
        await _themeProvider.WatchSystemDarkModeAsync(OnSystemChangedAsync);
        await OnSystemChangedAsync(await _themeProvider.GetSystemDarkModeAsync());
    }

    private Task OnSystemChangedAsync(bool dark)
    {
        if (dark == _appearance.SystemIsDark)
            return Task.CompletedTask;
        _appearance = _appearance with { SystemIsDark = dark };
        return InvokeAsync(StateHasChanged);
    }

    private async Task ChooseThemeAsync(ThemeChoice choice)
    {
        // Stored before it is shown, so that a reload keeps it.
        await Browser.RememberThemeAsync(choice);
        _appearance = _appearance with { Choice = choice };
        // Not followed while another theme was chosen.
        if (choice == ThemeChoice.System && _themeProvider is not null)
            await OnSystemChangedAsync(await _themeProvider.GetSystemDarkModeAsync());
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs location)
    {
        _drawerOpen = false;
        _boundary?.Recover();
        _ = InvokeAsync(StateHasChanged);
    }
}
