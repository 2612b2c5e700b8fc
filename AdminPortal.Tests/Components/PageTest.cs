using AdminPortal.Components;
using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.Import;
using AdminPortal.Services.Inventory;
using AdminPortal.Tests.Support;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;

namespace AdminPortal.Tests.Components;

/// <summary>Pages and their parts, drawn without a browser, over the real services on a database of their own.</summary>
public abstract class PageTest : BunitContext, IAsyncLifetime
{
    private protected TestPortal Portal { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Portal = await TestPortal.StartAsync(TestDatabase.Sqlite, null!);
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton(Portal.Get<InventoryService>());
        Services.AddSingleton(Portal.Get<ImportService>());
        Services.AddSingleton(new LiveChanges(Portal.Get<ChangeFeed>(), TimeProvider.System));
        Services.AddScoped<CurrentActor>();
        Services.AddScoped<PortalBrowser>();
        AddBunitPersistentComponentState();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        JSInterop.Mode = JSRuntimeMode.Loose;
        var browser = JSInterop.SetupModule("./js/portal.js");
        browser.Mode = JSRuntimeMode.Loose;
        browser.Setup<string>("timeZone").SetResult("America/Chicago");
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await Portal.DisposeAsync();
    }

    /// <summary>Draws the place where dialogs open.</summary>
    private protected IRenderedComponent<MudDialogProvider> DrawDialogs()
    {
        Render<MudPopoverProvider>();
        return Render<MudDialogProvider>();
    }
}
