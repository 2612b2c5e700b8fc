using System.Security.Claims;
using AdminPortal.Components;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Tests.Support;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;

namespace AdminPortal.Tests.Components;

/// <summary>Pages and components rendered without a browser, over the real services on their own database.</summary>
public abstract class PageTest : BunitContext, IAsyncLifetime
{
    // A deadline for busy machines; waits end as soon as the condition holds.
    static PageTest() => DefaultWaitTimeout = TimeSpan.FromSeconds(15);

    private IRenderedComponent<MudPopoverProvider>? _popovers;

    private BunitJSModuleInterop _browser = null!;

    private readonly TestSession _session = new();

    private protected TestPortal Portal { get; private set; } = null!;

    /// <summary>The actor of the pages: an admin, unless a test signs another user in.</summary>
    private protected Actor Me { get; private set; } = null!;

    /// <summary>Signs another user in.</summary>
    private protected async Task<Actor> SignInAsync(PortalRole role, Guid? businessId = null)
    {
        Me = await TestPeople.AddAsync(Portal.Database, role, businessId);
        _session.Be(TestPeople.PrincipalOf(Me));
        return Me;
    }

    public virtual async ValueTask InitializeAsync()
    {
        Portal = await TestPortal.StartAsync(TestDatabase.Sqlite, null!);
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        foreach (var (type, service) in Portal.EachService())
            Services.AddSingleton(type, service);
        Services.AddSingleton(Portal.Get<IConfiguration>());
        Services.AddPageParts();
        Services.AddAuthorizationCore().AddCascadingAuthenticationState().AddSingleton<AuthenticationStateProvider>(_session);
        Me = await SignInAsync(PortalRole.Admin);
        AddBunitPersistentComponentState();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        JSInterop.Mode = JSRuntimeMode.Loose;
        _browser = JSInterop.SetupModule("./js/portal.js");
        _browser.Mode = JSRuntimeMode.Loose;
        _browser.Setup<string>("timeZone").SetResult("America/Chicago");
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await Portal.DisposeAsync();
    }

    /// <summary>Renders the dialog provider.</summary>
    private protected IRenderedComponent<MudDialogProvider> DrawDialogs()
    {
        DrawPopovers();
        return Render<MudDialogProvider>();
    }

    /// <summary>Renders the popover provider, once.</summary>
    private protected void DrawPopovers() => _popovers ??= Render<MudPopoverProvider>();

    /// <summary>The open menus and lists, which are rendered outside of the page.</summary>
    private protected IRenderedComponent<MudPopoverProvider> Popovers =>
        _popovers ?? throw new InvalidOperationException("The popovers were not rendered.");

    private sealed class TestSession : AuthenticationStateProvider
    {
        private Task<AuthenticationState> _state = Task.FromResult(new AuthenticationState(new ClaimsPrincipal()));

        public void Be(ClaimsPrincipal person) =>
            NotifyAuthenticationStateChanged(_state = Task.FromResult(new AuthenticationState(person)));

        public override Task<AuthenticationState> GetAuthenticationStateAsync() => _state;
    }
}
